import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** What goes through on its way to a collector. */
export interface Tap {
  readonly url: string
  /** All bytes so far. */
  bytes(): Buffer
  stop(): Promise<void>
}

/** Hands on what it is sent to a receiver of OTLP/HTTP, and keeps it. */
export async function startTap(otlp: string): Promise<Tap> {
  const seen: Buffer[] = []
  const server = createServer((request, response) => {
    void (async () => {
      const body = await buffer(request)
      seen.push(body)
      const headers = { 'content-type': request.headers['content-type'] ?? '' }
      const answer = await fetch(`${otlp}${request.url}`, { method: 'POST', body, headers })
      response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()))
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const stop = async () => {
    server.closeAllConnections()
    await once(server.close(), 'close')
  }
  return { url: `http://127.0.0.1:${port}`, bytes: () => Buffer.concat(seen), stop }
}
