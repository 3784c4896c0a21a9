import { Agent, request } from 'node:http'

/** Sends one body and waits for its answer, which must be a 200. */
export function send(url: string, body: Uint8Array, agent: Agent, gzip: boolean): Promise<void> {
  const headers = {
    'content-type': 'application/x-protobuf',
    'content-length': body.length,
    ...(gzip ? { 'content-encoding': 'gzip' } : {}),
  }
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/v1/traces`, { method: 'POST', agent, headers }, (response) => {
      response.resume().once('end', () => {
        if (response.statusCode === 200) resolve()
        else reject(new Error(`answered with ${response.statusCode}`))
      })
    })
    sent.once('error', reject).end(body)
  })
}

/** Sends bodies over so many keep-alive connections, each its next one once the one before is answered. */
export async function sendAll(
  url: string,
  bodies: readonly Uint8Array[],
  { connections, gzip }: { readonly connections: number; readonly gzip: boolean },
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  let next = 0
  const one = async () => {
    while (next < bodies.length) await send(url, bodies[next++]!, agent, gzip)
  }
  await Promise.all(Array.from({ length: connections }, one))
  agent.destroy()
}
