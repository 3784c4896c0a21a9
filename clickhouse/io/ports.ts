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
  for (const port of candidates(wish)) {
    if (!except.includes(port) && (await isFree(port))) return port
  }
  throw portTaken(wish)
}

/** The fault for a wished port that another program has. */
function portTaken({ port, named, purpose }: PortWish): Fault {
  const asked = port === 0 ? `every port from ${FIRST} to ${LAST}` : `every port from ${port} to ${port + attempts}`
  const which = named ? `port ${port}` : asked
  return new Fault('PORT_TAKEN', `${purpose}: ${which} on ${loopback} is taken: name another, or 0 for any free one`)
}

/**
 * Where any port is looked for: below those that outgoing connections are given (Linux: from 32,768). One of those may be
 * taken again before a server binds it, even by whoever asks whether the server is there yet: a connection to itself.
 */
const FIRST = 10_000
const LAST = 32_767
/** So many ports apart do processes begin whose pids are neighbours, so that they don't choose the same. */
const STRIDE = 32
let tried = 0

function* candidates({ port, named }: PortWish): Generator<number> {
  const range = LAST - FIRST + 1
  if (port === 0) for (let n = 0; n < range; n++) yield FIRST + ((process.pid * STRIDE + tried++) % range)
  else for (let next = port; next <= (named ? port : Math.min(port + attempts, 65_535)); next++) yield next
}

function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen({ port, host: loopback, exclusive: true }, () => server.close(() => resolve(true)))
  })
}
