import type { ServerHttp2Stream } from 'node:http2'
import { setTimeout as sleep } from 'node:timers/promises'
import { collect, inflate, tooLarge } from './body.ts'
import type { Body, BodyLimits, Refused } from './body.ts'

/** Before a message: whether it is compressed, and its length in 4 bytes. */
const PREFIX = 5
const NOT_ONE: Refused = { refused: 'content', message: 'not one whole message' }
const UNKNOWN_COMPRESSION: Refused = { refused: 'kind', message: 'compression is neither gzip nor identity' }

/** How long a reset may come behind an end. */
const RESET_MS = 50

/** Reads the message of a call, one layer of gzip removed. Throws where the client goes away. */
export async function readMessage(stream: ServerHttp2Stream, compression: string, limits: BodyLimits): Promise<Body> {
  const frame = await collect(
    stream.iterator({ destroyOnReturn: false }),
    limits,
    limits.maxBytes + PREFIX,
    tooLarge(limits.maxBytes),
  )
  if ('refused' in frame) return frame
  if (!isWhole(frame.bytes)) return cutShort(stream)
  const bytes = frame.bytes.subarray(PREFIX)
  if (frame.bytes[0] === 0) return { bytes }
  if (compression === 'gzip') return inflate(bytes, limits)
  return compression === 'identity' ? NOT_ONE : UNKNOWN_COMPRESSION
}

/** Whether these bytes are one message, and nothing else. */
function isWhole(frame: Uint8Array): boolean {
  if (frame.length < PREFIX || frame[0]! > 1) return false
  return new DataView(frame.buffer, frame.byteOffset).getUint32(1) === frame.length - PREFIX
}

/** Some clients that give a call up, for their deadline is over, end it first and reset it a moment later. */
async function cutShort(stream: ServerHttp2Stream): Promise<Body> {
  await sleep(RESET_MS)
  if (stream.aborted) throw new Error('the client went away')
  return NOT_ONE
}

/** Puts the prefix before a message, which is not compressed. */
export function framed(message: Uint8Array): Buffer {
  const frame = Buffer.alloc(PREFIX + message.length)
  frame.writeUInt32BE(message.length, 1)
  frame.set(message, PREFIX)
  return frame
}
