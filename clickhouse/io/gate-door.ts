import type { Socket } from 'node:net'
import { lead, part, type Passage } from './gate-way.ts'

/** What a gate makes of the bytes that a connection begins with: they may pass, as they are to be passed on; or not, with some words. */
export type Judgement = Passage | { readonly refuse: Buffer }

/** How a protocol begins. */
export interface Protocol {
  /** Of all bytes so far; undefined while they may still become either. */
  judge(begun: Buffer): Judgement | undefined
  /** What is answered where the engine is not there, or whoever came says too little for too long. */
  readonly sorry: Buffer
  readonly late: Buffer
}

/** What those who come are judged by, and where they are led to. */
export interface Door {
  readonly protocol: Protocol
  /** The engine's port. */
  engine(): number
  /** Those who have been answered, may ask again, and are silent; the longest first. */
  readonly idle: Set<Socket>
}

/** So long a beginning may take; and so long somebody who has been answered may be silent. */
export const patienceMs = 10_000

/** Leads to the engine whoever begins as the protocol wants, and whose turn is over comes to the door again. */
export function admit(socket: Socket, door: Door, behind: Buffer | null = null): void {
  const { protocol, idle } = door
  let begun: Buffer = Buffer.alloc(0)
  const forget = () => {
    clearTimeout(timer)
    idle.delete(socket)
    socket.off('data', onData).off('end', onEnd).off('close', forget)
  }
  const decided = (judgement: Judgement) => {
    forget()
    socket.pause()
    if ('refuse' in judgement) part(socket, judgement.refuse)
    else lead(socket, judgement, { port: door.engine(), sorry: protocol.sorry }, (next) => admit(socket, door, next))
  }
  const onData = (chunk: Buffer) => {
    if (idle.delete(socket)) timer.refresh()
    begun = Buffer.concat([begun, chunk])
    const judgement = protocol.judge(begun)
    if (judgement !== undefined) decided(judgement)
  }
  const onEnd = () => decided({ refuse: begun.length === 0 ? begun : protocol.late })
  const timer = setTimeout(() => decided({ refuse: idle.has(socket) ? begun : protocol.late }), patienceMs)
  socket.on('data', onData).once('end', onEnd).once('close', forget)
  if (behind === null) return
  idle.add(socket)
  socket.resume()
  if (behind.length > 0) onData(behind)
}
