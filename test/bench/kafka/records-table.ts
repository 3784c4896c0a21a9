import { spread, tableOf, times, whole } from '../table.ts'
import { MILLION, over, rateOf } from './samples.ts'
import type { LiveFigures } from './records.ts'

const HEAD = [
  'events per CPU-s',
  'route, encode, send',
  'correlators, all together',
  'their CPU an event',
  'share of each, %',
  'bytes an event on the broker',
  'records per 100 events',
  "broker's CPU-s per M events",
]

/** One correlator and two, and records of several sizes. */
export function recordsTable(figures: readonly LiveFigures[]): string {
  const kinds = [...new Set(figures.map(kindOf))].map((kind) => figures.filter((run) => kindOf(run) === kind))
  const least = over(kinds[0]!, judging).median
  return tableOf(
    HEAD,
    kinds.map((runs) => [kindOf(runs[0]!), ...cellsOf(runs, least)]),
  )
}

const kindOf = ({ form, correlators }: LiveFigures) =>
  `${form}, ${correlators === 1 ? 'one correlator' : `${correlators} correlators`}`

/** CPU seconds of an event. */
const judging = ({ judging: seconds, events }: LiveFigures) => seconds / events

function cellsOf(runs: readonly LiveFigures[], least: number): string[] {
  return [
    rateOf(runs, ({ events, sending }) => events / sending),
    rateOf(runs, (run) => 1 / judging(run)),
    spread(
      over(runs, (run) => judging(run) / least),
      times,
    ),
    runs[0]!.shares.map((share) => (share * 100).toFixed(1)).join(' : '),
    whole(over(runs, ({ bytes, events }) => bytes / events).median),
    over(runs, ({ records, events }) => (records * 100) / events).median.toFixed(1),
    whole(over(runs, ({ broker, events }) => (broker / events) * MILLION).median),
  ]
}
