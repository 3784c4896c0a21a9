import { cpuSecondsOf } from '../measure.ts'
import { encodeBodies, SPANS_A_BODY, zipped } from '../otlp-bodies.ts'
import { sendAll } from '../send.ts'
import { onGround } from './ground.ts'
import { buildOtelcol, startOtelcol, type Otelcol } from './otelcol.ts'

/** OTLP over HTTP into Kafka and no further: CPU seconds of ours, and of the OpenTelemetry Collector where it is there. */
export interface CollectedFigures {
  readonly encoding: 'plain' | 'gzip'
  readonly spans: number
  readonly ours: number
  readonly peer: number | null
}

const CONNECTIONS = 4

/** Both take the same bodies in turn, until brokers have all of them. */
export function measureCollected(
  repeats: number,
  { warm, counted }: { readonly warm: number; readonly counted: number },
): Promise<CollectedFigures[]> {
  return onGround(false, async (ground) => {
    const bodies = encodeBodies(warm + repeats * 2 * counted, Date.now())
    const ours = await ground.deployment.start('collect')
    const peer = (await buildOtelcol()) === null ? await startOtelcol(ground) : null
    const toOurs = async (load: Load) => {
      await sendAll(ours.url, load.bodies, load.options)
      return cpuSecondsOf(ours.child.pid!)
    }
    const both = bothOf(toOurs, peer)
    try {
      await both('plain', bodies.splice(0, warm))
      const figures: CollectedFigures[] = []
      for (let n = 0; n < repeats; n++)
        for (const encoding of ['plain', 'gzip'] as const) figures.push(await both(encoding, bodies.splice(0, counted)))
      return figures
    } finally {
      await peer?.stop()
    }
  })
}

interface Load {
  readonly bodies: readonly Uint8Array[]
  readonly options: { readonly connections: number; readonly gzip: boolean }
}

/** Sends to one after the other; what each has used by then is kept until the next time. */
function bothOf(toOurs: (load: Load) => Promise<number>, peer: Otelcol | null) {
  let [spent, spentByPeer, spans] = [0, 0, 0]
  return async (encoding: 'plain' | 'gzip', plain: readonly Uint8Array[]): Promise<CollectedFigures> => {
    const gzip = encoding === 'gzip'
    const load = { bodies: gzip ? zipped(plain) : plain, options: { connections: CONNECTIONS, gzip } }
    spans += plain.length * SPANS_A_BODY
    const before = [spent, spentByPeer] as const
    spent = await toOurs(load)
    if (peer !== null) {
      await sendAll(peer.url, load.bodies, load.options)
      await peer.sent(spans)
      spentByPeer = cpuSecondsOf(peer.pid)
    }
    const ours = spent - before[0]
    return { encoding, spans: plain.length * SPANS_A_BODY, ours, peer: peer === null ? null : spentByPeer - before[1] }
  }
}
