import { connect, createServer, type Server, type Socket } from 'node:net'
import { Fault } from '../fault.ts'
import { freePort, loopback, type PortWish } from './ports.ts'

/** What a gate makes of the bytes that a connection begins with: they may pass, as they are to be passed on; or not, with some words. */
export type Judgement = { readonly pass: Buffer } | { readonly refuse: Buffer }

/** How a protocol begins. */
export interface Protocol {
  /** Of all bytes so far; undefined while they may still become either. */
  judge(begun: Buffer): Judgement | undefined
  /** What is answered where the engine is not there, or whoever came says too little for too long. */
  readonly sorry: Buffer
  readonly late: Buffer
}

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
const patienceMs = 10_000
/** How long somebody who has been answered may be silent before the connection is cut. */
const lingerMs = 10_000
/** What the engine still says to somebody who is gone is read for so long: then it gives up, whatever it is at. */
const leaveMs = 500
const racesAtMost = 5

/**
 * Opens a gate: a connection reaches the engine only once it has begun as its protocol wants, for with other bytes the engine ends
 * (decisions 8 and 12). Throws `PORT_TAKEN`.
 */
export async function openGate({ wish, except, protocol }: GateOptions): Promise<Gate> {
  let engine = 0
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true }, (socket) => {
    open.add(socket.once('close', () => open.delete(socket)))
    admit(socket, protocol, () => engine)
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

function admit(socket: Socket, protocol: Protocol, engine: () => number): void {
  let begun = Buffer.alloc(0)
  const decided = (judgement: Judgement) => {
    clearTimeout(timer)
    socket.off('data', onData).off('end', onEnd).pause()
    if ('refuse' in judgement) part(socket, judgement.refuse)
    else lead(socket, judgement.pass, engine(), protocol.sorry)
  }
  const onData = (chunk: Buffer) => {
    begun = Buffer.concat([begun, chunk])
    const judgement = protocol.judge(begun)
    if (judgement !== undefined) decided(judgement)
  }
  const onEnd = () => decided({ refuse: begun.length === 0 ? begun : protocol.late })
  const timer = setTimeout(() => decided({ refuse: protocol.late }), patienceMs)
  socket.on('error', () => undefined).once('close', () => clearTimeout(timer))
  socket.on('data', onData).once('end', onEnd)
}

/** Both ways, as fast as the slower side reads; what ends one side ends the other. */
function lead(socket: Socket, first: Buffer, port: number, sorry: Buffer): void {
  const engine = connect({ port, host: loopback, allowHalfOpen: true, noDelay: true })
  let reached = false
  engine.once('connect', () => {
    reached = true
    engine.write(first)
    socket.pipe(engine).pipe(socket)
  })
  engine.on('error', () => undefined).once('close', () => part(socket, reached ? Buffer.alloc(0) : sorry))
  socket.once('close', () => leave(engine))
}

/** The engine is left gently: where its first answer meets a connection that was reset, it ends. */
function leave(engine: Socket): void {
  engine.unpipe()
  engine.end()
  engine.resume()
  setTimeout(() => engine.destroy(), leaveMs).unref()
}

/** Says the last words. What still comes is read and forgotten, or the words might be lost with it. */
function part(socket: Socket, words: Buffer): void {
  socket.unpipe()
  if (!socket.writableEnded) socket.end(words)
  socket.setTimeout(lingerMs, () => socket.destroy()).resume()
}
