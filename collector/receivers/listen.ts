import type { Server } from 'node:net'

/** How many ports are tried after one that is taken. */
const ATTEMPTS = 100

/** Clients open many connections at once (otlp: As a client); Node's own is 511. */
const BACKLOG = 4_096

/** An address to listen on. A port that somebody named is that one or an error; else the next free one is taken. */
export interface ListenOptions {
  readonly host: string
  readonly port: number
  readonly named: boolean
}

/** Listens for `what`; gives the port. Throws an error that names both where no port is free. */
export async function listen(server: Server, what: string, { host, port, named }: ListenOptions): Promise<number> {
  const last = named || port === 0 ? port : Math.min(port + ATTEMPTS, 65_535)
  for (let next = port; ; next += 1) {
    try {
      return await listenOn(server, host, next)
    } catch (error) {
      if (!isTaken(error)) throw error
      if (next >= last) throw taken(what, host, next, error)
    }
  }
}

function taken(what: string, host: string, port: number, cause: unknown): Error {
  return new Error(`${what}: port ${port} on ${host} is taken: name another, or 0 for any free one`, { cause })
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}

function listenOn(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, backlog: BACKLOG }, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

/** The address that clients are given. */
export function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
