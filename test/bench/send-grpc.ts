import { once } from 'node:events'
import { connect, type ClientHttp2Session } from 'node:http2'
import { frame, TRACES } from '../../collector/receivers/test-grpc.ts'

/** Sends one message and waits for its status, which must be 0. */
async function send(session: ClientHttp2Session, body: Uint8Array, gzip: boolean): Promise<void> {
  const encoding = gzip ? { 'grpc-encoding': 'gzip' } : {}
  const headers = {
    ':method': 'POST',
    ':path': TRACES,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...encoding,
  }
  const stream = session.request(headers)
  let status: unknown
  stream.on('trailers', (trailers) => (status = trailers['grpc-status']))
  stream.resume().end(frame(body, gzip ? 1 : 0))
  await once(stream, 'close')
  if (status !== '0') throw new Error(`answered with ${String(status)}`)
}

/** The same as `sendAll`, over gRPC: so many connections, each its next body once the one before is answered. */
export async function sendAllGrpc(
  url: string,
  bodies: readonly Uint8Array[],
  { connections, gzip }: { readonly connections: number; readonly gzip: boolean },
): Promise<void> {
  let next = 0
  const one = async () => {
    const session = connect(url)
    while (next < bodies.length) await send(session, bodies[next++]!, gzip)
    session.close()
  }
  await Promise.all(Array.from({ length: connections }, one))
}
