import { sendAll } from './send.ts'
import { sendAllGrpc } from './send-grpc.ts'
import { encodeBodies, SPANS_A_BODY, zipped } from './otlp-bodies.ts'
import { Served, type Stored } from './served.ts'

/** What one server made of one load: CPU seconds of its own process and of its ClickHouse, and what was stored. */
export interface OtlpFigures {
  readonly spans: number
  readonly own: number
  readonly engine: number
  readonly wall: number
  readonly stored: Stored
  readonly bodyBytes: number
}

const CONNECTIONS = 4

/** Sends to the `naive` one, to `ours`, or to ours over `grpc` what warms it up, then what counts, until all is acknowledged, judged and published. */
async function run(which: string, gzip: boolean, warm: number, counted: number, now: number): Promise<OtlpFigures> {
  const plain = encodeBodies(warm + counted, now)
  const bodies = gzip ? zipped(plain) : plain
  const served = await Served.start(which === 'naive' ? 'naive-server.ts' : 'ours-server.ts')
  const options = { connections: CONNECTIONS, gzip }
  const send = (some: readonly Uint8Array[]) =>
    which === 'grpc' ? sendAllGrpc(served.grpcUrl, some, options) : sendAll(served.url, some, options)
  await send(bodies.slice(0, warm))
  await served.settle()
  const before = served.cpu()
  const begin = performance.now()
  await send(bodies.slice(warm))
  const stored = await served.settle()
  const wall = (performance.now() - begin) / 1000
  const after = served.cpu()
  await served.stop()
  const [own, engine] = [after.own - before.own, after.engine - before.engine]
  return { spans: counted * SPANS_A_BODY, own, engine, wall, stored, bodyBytes: bodies.at(-1)!.length }
}

const [which = '', gzip, warm, counted, now] = process.argv.slice(2)
const figures = await run(which, gzip === 'gzip', Number(warm), Number(counted), Number(now))
console.log(JSON.stringify(figures))
