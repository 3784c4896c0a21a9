import { createServer, type Server, type Socket } from 'node:net'
import { Fault } from '../fault.ts'
import { admit, type Protocol } from './gate-door.ts'
import { freePort, loopback, type PortWish } from './ports.ts'

export interface GateOptions {
  readonly wish: PortWish
  /** Ports that it must not take. */
  readonly except: readonly number[]
  readonly protocol: Protocol
}

/** A port that people know, before a port of the engine's that they need not know. */
export interface Gate {
  readonly port: number
  /** Where those who pass are led to; until then there is nobody. */
  leadTo(port: number): void
  /** Ends whatever is open. */
  close(): void
}

/** So many at a time: with those of the other gate, and our own, no more than the engine takes. */
const mostConnections = 200
const racesAtMost = 5

/**
 * Opens a gate: a connection reaches the engine only once it has begun as its protocol wants, for with other bytes the engine ends
 * (decisions 8 and 12). Throws `PORT_TAKEN`.
 */
export async function openGate({ wish, except, protocol }: GateOptions): Promise<Gate> {
  let engine = 0
  const open = new Set<Socket>()
  const idle = new Set<Socket>()
  const door = { protocol, engine: () => engine, idle }
  const server = createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true }, (socket) => {
    open.add(socket.on('error', () => undefined).once('close', () => open.delete(socket)))
    if (open.size === mostConnections) longest(idle)?.destroy()
    admit(socket, door)
  })
  server.maxConnections = mostConnections
  return {
    port: await listen(server, wish, except),
    leadTo: (port) => void (engine = port),
    close: () => {
      server.close()
      for (const socket of open) socket.destroy()
    },
  }
}

/** Who has been silent between two questions for the longest makes room for somebody else. */
const longest = ([first]: Iterable<Socket>): Socket | undefined => first

async function listen(server: Server, wish: PortWish, except: readonly number[]): Promise<number> {
  for (let races = 0; races < racesAtMost; races++) {
    const port = await freePort(wish, except)
    if (await binds(server, port)) return port
  }
  throw new Fault('PORT_TAKEN', `${wish.purpose}: others are always faster at taking a port on ${loopback}: try again`)
}

function binds(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const refused = () => resolve(false)
    server.once('error', refused).listen({ port, host: loopback, exclusive: true }, () => {
      server.off('error', refused).on('error', () => undefined)
      resolve(true)
    })
  })
}
