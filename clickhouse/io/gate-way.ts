import { connect, type Socket } from 'node:net'
import { loopback } from './ports.ts'

/** What may pass, as it is to be passed on. Without a turn all that follows passes too, both ways, and the connection ends with the engine's. */
export interface Passage {
  readonly pass: Buffer
  readonly turn?: Turn
}

/** One question and its answer, on a connection that may go on after them: the engine is asked on another one each time. */
export interface Turn {
  /** What of these bytes, which follow on what has passed, is still the question's. */
  ask(bytes: Buffer): Buffer
  /** The engine's bytes, as they are to be answered. */
  answer(bytes: Buffer): Buffer
  /** What came behind the question: the next one begins so. */
  readonly behind: Buffer
  /** Whether both are whole, and whoever asked was told that he may ask again. */
  readonly isOver: boolean
}

/** How long somebody who has been answered may be silent before the connection is cut. */
const lingerMs = 10_000
/** What the engine still says to somebody who is gone is read for so long: then it gives up, whatever it is at. */
const leaveMs = 500

/** Both ways, as fast as the slower side reads; what ends one side ends the other, but for a turn that is over: then comes `next`. */
export function lead(
  socket: Socket,
  { pass, turn }: Passage,
  { port, sorry }: { readonly port: number; readonly sorry: Buffer },
  next: (behind: Buffer) => void,
): void {
  const engine = connect({ port, host: loopback, allowHalfOpen: true, noDelay: true })
  const gone = () => leave(engine)
  let words = sorry
  let stop = () => undefined as void
  engine.once('connect', () => {
    words = Buffer.alloc(0)
    engine.write(pass)
    if (turn === undefined) socket.pipe(engine).pipe(socket)
    else stop = exchange(socket, engine, turn)
  })
  engine
    .on('error', () => undefined)
    .once('close', () => {
      stop()
      socket.off('close', gone)
      if (turn?.isOver === true && !socket.readableEnded && !socket.destroyed) next(turn.behind)
      else part(socket, words)
    })
  socket.once('close', gone)
}

/** Hands on the question, and no byte from behind it, and the answer; returns how to stop it. */
function exchange(socket: Socket, engine: Socket, turn: Turn): () => void {
  const onAsk = (bytes: Buffer) => {
    hand(turn.ask(bytes), socket, engine)
    if (turn.behind.length > 0) socket.pause()
  }
  const onEnd = () => void engine.end()
  engine.on('data', (bytes: Buffer) => hand(turn.answer(bytes), engine, socket)).once('end', onEnd)
  socket.on('data', onAsk).once('end', onEnd)
  if (turn.behind.length === 0) socket.resume()
  return () => void socket.off('data', onAsk).off('end', onEnd)
}

function hand(bytes: Buffer, from: Socket, to: Socket): void {
  if (bytes.length === 0 || !to.writable || to.write(bytes)) return
  from.pause()
  to.once('drain', () => from.resume())
}

/** The engine is left gently: where its first answer meets a connection that was reset, it ends. */
function leave(engine: Socket): void {
  engine.unpipe()
  engine.end()
  engine.resume()
  setTimeout(() => engine.destroy(), leaveMs).unref()
}

/** Says the last words. What still comes is read and forgotten, or the words might be lost with it. */
export function part(socket: Socket, words: Buffer): void {
  socket.unpipe()
  if (!socket.writableEnded) socket.end(words)
  socket.setTimeout(lingerMs, () => socket.destroy()).resume()
}
