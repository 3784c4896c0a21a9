import { onGround } from './kafka/ground.ts'
import { measureCaughtUp } from './kafka/caught-up.ts'
import { measureCollected } from './kafka/collected.ts'
import { measureLatency, type LatencyFigures } from './kafka/latency.ts'
import { buildOtelcol } from './kafka/otelcol.ts'
import { caughtUpTable, collectedTable } from './kafka/peer-tables.ts'
import { recordsTable } from './kafka/records-table.ts'
import { measureRecords } from './kafka/records.ts'
import { over, quantiles } from './kafka/samples.ts'
import { buildStreams } from './kafka/streams.ts'
import { measureTakenOver, type TakenOverFigures } from './kafka/taken-over.ts'
import { throughTable } from './kafka/through-table.ts'
import { measureThrough, type ThroughFigures } from './kafka/through.ts'
import { repeat } from './measure.ts'
import { tableOf, tenths, thousands, type Section } from './table.ts'

const THROUGH = { warm: 40, counted: 60 }
const LATENCY = { warm: 20, counted: 200 }
const RECORDS = { full: 400_000, some: 100_000, single: 10_000 }
const CAUGHT_UP = 1_000_000

/** Kafka as the log: collectors, correlators, a broker and a ClickHouse, each a process of its own, beside the embedded form and beside peers. */
export async function kafkaSection(live: number, repeats: number): Promise<Section> {
  const missing = { streams: await buildStreams(), otelcol: await buildOtelcol() }
  const deployed = await inDeployment(live, repeats)
  const records = shown(recordsTable(await measureRecords(repeats, RECORDS)))
  const caughtUp = shown(caughtUpTable(await repeat(repeats, () => measureCaughtUp(CAUGHT_UP)), missing.streams))
  const collected = shown(collectedTable(await measureCollected(repeats, THROUGH), missing.otelcol))
  return { name: 'kafka', table: [...deployed, records, caughtUp, collected].join('\n\n') }
}

/** What is measured where ClickHouse archives the log. */
function inDeployment(live: number, repeats: number): Promise<string[]> {
  return onGround(true, async (ground) => {
    await ground.deployment.start('correlate')
    await ground.deployment.start('collect')
    const through = await measureThrough(ground, repeats, THROUGH)
    const throughShown = shown(throughTable(through))
    const latency = shown(latencyTable(await measureLatency(ground, halfOf(through), LATENCY)))
    return [throughShown, latency, shown(takenOverTable(await measureTakenOver(ground, live)))]
  })
}

/** A table that is ready, for whoever waits for the rest. */
function shown(table: string): string {
  console.error(`${table}\n`)
  return table
}

const halfOf = (through: readonly ThroughFigures[]) => {
  const plain = through.filter(({ encoding }) => encoding === 'plain')
  return over(plain, ({ spans, wall }) => spans / wall).median / 2
}

function latencyTable({ spansASecond, answered, published }: LatencyFigures): string {
  const row = (name: string, values: readonly number[]) => [name, thousands(spansASecond), ...quantiles(values)]
  return tableOf(
    ['ms of wall clock', 'spans per s', 'p50', 'p99', 'greatest'],
    [row('sent → accepted (200, in Kafka)', answered), row('accepted → finding read from its topic', published)],
  )
}

function takenOverTable(figures: readonly TakenOverFigures[]): string {
  const row = ({ how, live, shared, first, last, cpu }: TakenOverFigures) => {
    return [how, live.toLocaleString('en'), ...[shared, first - shared, last - shared, last, cpu].map(tenths)]
  }
  const head = [
    'seconds after a kill',
    'live credentials of the killed one',
    'missed, and its partitions given away',
    '+ the first of them judged again',
    '+ the last',
    'in all',
    'CPU-s of the heir',
  ]
  return tableOf(head, figures.map(row))
}
