import { createServer } from 'node:net'
import { Fault } from '../fault.ts'

const attempts = 100
/** The one address that the embedded server listens on. */
export const loopback = '127.0.0.1'

/** A port someone asked for. `named`: by a person, who must not get another one; 0: any. */
export interface PortWish {
  readonly port: number
  readonly named: boolean
  /** What it is for, e.g. `ClickHouse HTTP`, and how to name another, for the message. */
  readonly purpose: string
}

/** A free port on 127.0.0.1: the wished one, or the next free one after it. Throws `PORT_TAKEN` for a named one that is taken. */
export async function freePort(wish: PortWish, except: readonly number[] = []): Promise<number> {
  if (wish.port === 0) return anyPort(except)
  const last = wish.named ? wish.port : Math.min(wish.port + attempts, 65_535)
  for (let port = wish.port; port <= last; port++) {
    if (!except.includes(port) && (await tryPort(port)) !== null) return port
  }
  throw portTaken(wish)
}

/** The fault for a wished port that another program has. */
function portTaken({ port, named, purpose }: PortWish): Fault {
  const which = named ? `port ${port}` : `every port from ${port} to ${port + attempts}`
  return new Fault('PORT_TAKEN', `${purpose}: ${which} on ${loopback} is taken: name another, or 0 for any free one`)
}

async function anyPort(except: readonly number[]): Promise<number> {
  for (;;) {
    const port = await tryPort(0)
    if (port !== null && !except.includes(port)) return port
  }
}

function tryPort(port: number): Promise<number | null> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(null))
    server.listen({ port, host: loopback, exclusive: true }, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : null))
    })
  })
}
