import { spread, tableOf, times, whole } from '../table.ts'
import type { CaughtUpFigures } from './caught-up.ts'
import type { CollectedFigures } from './collected.ts'
import { over, rateOf } from './samples.ts'
import type { StreamsFigures } from './streams.ts'

/** Events that lie in the log, judged by ours and joined by Kafka Streams. */
export function caughtUpTable(figures: readonly CaughtUpFigures[], missing: string | null): string {
  const both = figures.flatMap((run) => (run.streams === null ? [] : { ...run, streams: run.streams }))
  const ours = (name: string, seconds: (run: CaughtUpFigures) => number) => {
    const rate = (run: CaughtUpFigures) => run.events / seconds(run)
    const ratio =
      both.length === 0
        ? ''
        : spread(
            over(both, (run) => rate(run) / run.streams.warm),
            times,
          )
    return [name, rateOf(figures, rate), ratio, whole(figures[0]!.findings)]
  }
  const streams = (name: string, rate: (run: StreamsFigures) => number) => {
    if (both.length === 0) return [name, `left out: ${missing}`, '', '']
    const cells = rateOf(both, (run) => rate(run.streams))
    return [name, cells, '', whole(both[0]!.streams.findings)]
  }
  return tableOf(
    [
      `${figures[0]!.events.toLocaleString('en')} events that lie there`,
      'events per CPU-s',
      'against Kafka Streams, warm',
      'findings',
    ],
    [
      ours('ours, from the start of the process on', ({ whole: seconds }) => seconds),
      ours('ours, once it is up', ({ up }) => up),
      streams('Kafka Streams, once the JVM is up', ({ all }) => all),
      streams('Kafka Streams, after the first quarter', ({ warm }) => warm),
    ],
  )
}

/** OTLP over HTTP into Kafka, by ours and by the OpenTelemetry Collector. */
export function collectedTable(figures: readonly CollectedFigures[], missing: string | null): string {
  const rows = (['plain', 'gzip'] as const).map((encoding) => {
    const runs = figures.filter((run) => run.encoding === encoding)
    const both = runs.flatMap(({ peer, ...run }) => (peer === null ? [] : { ...run, peer }))
    const ours = rateOf(runs, (run) => run.spans / run.ours)
    if (both.length === 0) return [encoding, ours, `left out: ${missing}`, '']
    const ratio = spread(
      over(both, (run) => run.peer / run.ours),
      times,
    )
    return [encoding, ours, rateOf(both, (run) => run.spans / run.peer), ratio]
  })
  return tableOf(['spans per CPU-s, into Kafka alone', 'ours', 'OpenTelemetry Collector', 'ours against it'], rows)
}
