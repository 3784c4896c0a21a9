import { TOPICS } from '../../../log/kafka/topics.ts'
import { encodeBodies, SPANS_A_BODY, zipped } from '../otlp-bodies.ts'
import { sendAll } from '../send.ts'
import { Served, type Stored } from '../served.ts'
import { archivedIn, storedIn } from './archived.ts'
import { GROUP, type Ground, type Spent } from './ground.ts'
import { doneBy, recordsIn } from './topics.ts'

/** What became of some bodies, in CPU seconds: as parts of a deployment, and as one process that has all of it. */
export interface ThroughFigures {
  readonly encoding: 'plain' | 'gzip'
  readonly spans: number
  readonly parts: Spent
  readonly wall: number
  /** Records in the log, of events, mentions and tells. */
  readonly records: number
  readonly embedded: { readonly own: number; readonly engine: number }
}

const CONNECTIONS = 4
const ENCODINGS = ['plain', 'gzip'] as const

/** Sends the same bodies to both in turn, plain ones and zipped ones. Both must have stored and found the same in the end. */
export async function measureThrough(
  ground: Ground,
  repeats: number,
  { warm, counted }: { readonly warm: number; readonly counted: number },
): Promise<ThroughFigures[]> {
  const bodies = encodeBodies(warm + repeats * ENCODINGS.length * counted, Date.now())
  const served = await Served.start('ours-server.ts')
  try {
    await both(ground, served, { encoding: 'plain', bodies: bodies.splice(0, warm) })
    const figures: ThroughFigures[] = []
    for (let n = 0; n < repeats; n++)
      for (const encoding of ENCODINGS)
        figures.push(await both(ground, served, { encoding, bodies: bodies.splice(0, counted) }))
    await sameIn(ground, await served.settle())
    return figures
  } finally {
    await served.stop()
  }
}

interface Load {
  readonly encoding: ThroughFigures['encoding']
  readonly bodies: readonly Uint8Array[]
}

async function both(ground: Ground, served: Served, { encoding, bodies: plain }: Load): Promise<ThroughFigures> {
  const gzip = encoding === 'gzip'
  const bodies = gzip ? zipped(plain) : plain
  const options = { connections: CONNECTIONS, gzip }
  const alone = served.cpu()
  await sendAll(served.url, bodies, options)
  await served.settle()
  const [embedded, before, records] = [served.cpu(), ground.spent(), await recordsIn(ground.admin, TOPICS.events)]
  const begin = performance.now()
  await sendAll(ground.deployment.of('collect')[0]!.url, bodies, options)
  await doneBy(ground.admin, GROUP)
  const wall = (performance.now() - begin) / 1000
  await archivedIn(ground)
  return {
    encoding,
    spans: bodies.length * SPANS_A_BODY,
    parts: less(ground.spent(), before),
    wall,
    records: (await recordsIn(ground.admin, TOPICS.events)) - records,
    embedded: { own: embedded.own - alone.own, engine: embedded.engine - alone.engine },
  }
}

export function less(after: Spent, before: Spent): Spent {
  const { collect, correlate, broker, clickhouse } = after
  return {
    collect: collect - before.collect,
    correlate: correlate - before.correlate,
    broker: broker - before.broker,
    clickhouse: clickhouse - before.clickhouse,
  }
}

async function sameIn(ground: Ground, wanted: Stored): Promise<void> {
  const stored = await storedIn(ground)
  const [one, other] = [stored, wanted].map(({ events, findings }) => `${events} events and ${findings} findings`)
  if (one !== other) throw new Error(`on Kafka ${one} were stored, embedded ${other}`)
}
