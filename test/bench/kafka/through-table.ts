import { spread, tableOf, thousands, times, whole } from '../table.ts'
import { over, MILLION, rateOf } from './samples.ts'
import type { ThroughFigures } from './through.ts'

const HEAD = [
  'spans per CPU-s',
  'collector',
  'correlator',
  'both',
  'embedded, one process',
  'CPU of both against it',
  "broker's CPU-s per M spans",
  "ClickHouse's",
  'embedded',
  'spans per record',
  'spans per s of wall clock',
]

/** From OTLP to findings published and all rows in ClickHouse, as parts with Kafka between them and as one process. */
export function throughTable(figures: readonly ThroughFigures[]): string {
  return tableOf(
    HEAD,
    (['plain', 'gzip'] as const).map((encoding) => [
      encoding,
      ...cellsOf(figures.filter((run) => run.encoding === encoding)),
    ]),
  )
}

const ours = ({ parts }: ThroughFigures) => parts.collect + parts.correlate

function cellsOf(runs: readonly ThroughFigures[]): string[] {
  const rate = (seconds: (run: ThroughFigures) => number) => rateOf(runs, (run) => run.spans / seconds(run))
  const perMillion = (seconds: (run: ThroughFigures) => number) =>
    whole(over(runs, (run) => (seconds(run) / run.spans) * MILLION).median)
  return [
    rate(({ parts }) => parts.collect),
    rate(({ parts }) => parts.correlate),
    rate(ours),
    rate(({ embedded }) => embedded.own),
    spread(
      over(runs, (run) => ours(run) / run.embedded.own),
      times,
    ),
    perMillion(({ parts }) => parts.broker),
    perMillion(({ parts }) => parts.clickhouse),
    perMillion(({ embedded }) => embedded.engine),
    whole(over(runs, ({ spans, records }) => spans / records).median),
    thousands(over(runs, ({ spans, wall }) => spans / wall).median),
  ]
}
