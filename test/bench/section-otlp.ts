import type { LatencyFigures } from './latency.ts'
import { repeat, runChild, sampleOf } from './measure.ts'
import type { OtlpFigures } from './otlp.ts'
import { spread, tableOf, thousands, times, whole, type Section } from './table.ts'

const WARM_BODIES = 60
const BODIES = 200
const LATENCY_BODIES = 300
const LATENCY_WARM = 60

/** What this run measured of the way in, for the load at which latency is measured. */
let spansAWallSecond: number | null = null

interface Runs {
  readonly naive: OtlpFigures
  readonly ours: OtlpFigures
  /** Ours, over gRPC. */
  readonly grpc: OtlpFigures
}

/** OTLP to findings published and all rows in ClickHouse, beside the naive way of doing it. */
export async function otlpSection(repeats: number): Promise<Section> {
  const rows: string[][] = []
  for (const encoding of ['plain', 'gzip']) {
    const runs = await repeat(repeats, () => runAll(encoding))
    if (encoding === 'plain') spansAWallSecond = sampleOf(runs.map(({ ours }) => ours.spans / ours.wall)).median
    rows.push(rowOf(`naive, ${encoding}`, runs, 'naive'), rowOf(`ours, ${encoding}`, runs, 'ours'))
    rows.push(rowOf(`ours over gRPC, ${encoding}`, runs, 'grpc'))
  }
  const head = [
    '512 spans a body, 18 attributes',
    'spans per CPU-s',
    'against naive',
    "ClickHouse's CPU-s per M spans",
    'KB a body',
  ]
  return { name: 'otlp-http', table: tableOf(head, rows) }
}

/** All get the very same bodies, and must find the same. */
async function runAll(encoding: string): Promise<Runs> {
  const load = [encoding, String(WARM_BODIES), String(BODIES), String(Date.now())]
  const ours = await runChild<OtlpFigures>('otlp.ts', 'ours', ...load)
  const naive = await runChild<OtlpFigures>('otlp.ts', 'naive', ...load)
  const grpc = await runChild<OtlpFigures>('otlp.ts', 'grpc', ...load)
  const [one, over, other] = [ours, grpc, naive].map(({ stored }) => JSON.stringify(stored))
  if (one !== other || over !== other) throw new Error(`ours stored ${one}, over gRPC ${over}, the naive one ${other}`)
  return { naive, ours, grpc }
}

function rowOf(name: string, runs: readonly Runs[], which: keyof Runs): string[] {
  const rate = (figures: OtlpFigures) => figures.spans / figures.own
  const engine = ({ engine: seconds, spans }: OtlpFigures) => (seconds / spans) * 1e6
  return [
    name,
    spread(sampleOf(runs.map((run) => rate(run[which]))), thousands),
    which === 'naive' ? '1' : spread(sampleOf(runs.map((run) => rate(run[which]) / rate(run.naive))), times),
    spread(sampleOf(runs.map((run) => engine(run[which]))), whole),
    whole(runs[0]![which].bodyBytes / 1024),
  ]
}

const HALF_OF_UNKNOWN = 4_000

/** From sent to answered and to published, at half of the throughput that this run measured. */
export async function latencySection(): Promise<Section> {
  const rate = spansAWallSecond === null ? HALF_OF_UNKNOWN : spansAWallSecond / 2
  const load = [rate, LATENCY_BODIES, LATENCY_WARM].map((number) => String(Math.round(number)))
  const { answered, published } = await runChild<LatencyFigures>('latency.ts', ...load)
  const row = (name: string, values: readonly number[]) => {
    const sorted = [...values].sort((one, other) => one - other)
    const at = (part: number) => whole(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!)
    return [name, thousands(rate), at(0.5), at(0.99), at(1)]
  }
  const head = ['ms of wall clock', 'spans per s', 'p50', 'p99', 'greatest']
  return {
    name: 'latency',
    table: tableOf(head, [row('sent → answered (durable)', answered), row('sent → finding published', published)]),
  }
}
