import type { IncomingMessage } from 'node:http'
import { createGunzip } from 'node:zlib'
import type { Holding } from './budget.ts'

const MIB = 1_048_576
/** How much larger than what came in a body may become, once it is beyond the first MiB (faults: F22). */
const MAX_RATIO = 100
/** The same of a body that is still small: 4 MiB of logs with one stack trace in each were seen at 145. */
const MAX_RATIO_OF_ORDINARY = 300
const ORDINARY_BYTES = 5 * MIB
const INFLATE_CHUNK = 131_072

/** What is wrong with a body: what it is, how large it is, or what it holds. */
export type Wrong = 'kind' | 'size' | 'content'

/** Why there is no body, and what the client is told: `busy` passes. */
export interface Refused {
  readonly refused: Wrong | 'busy'
  readonly message: string
}

/** A body, or why there is none. */
export type Body = { readonly bytes: Uint8Array } | Refused

export const BUSY: Refused = { refused: 'busy', message: 'too much at once' }
/** Why a body is not read at all: how it is compressed. */
export const UNKNOWN_ENCODING = 'content encoding is neither gzip nor identity (none)'
const NOT_GZIP: Refused = { refused: 'content', message: 'body is not gzip, or was cut, though its encoding says gzip' }
const BOMB: Refused = {
  refused: 'size',
  message: `body is too large: gzip may make it ${MAX_RATIO} times as large as what was sent (${MAX_RATIO_OF_ORDINARY} up to ${ORDINARY_BYTES / MIB} MiB), and no more: send smaller batches`,
}

/** A body of more bytes than are taken. */
export const tooLarge = (maxBytes: number): Refused => ({
  refused: 'size',
  message: `body is too large: at most ${maxBytes / MIB} MiB, inflated: send smaller batches`,
})

export interface BodyLimits {
  /** Of what came in, and of what it becomes. */
  readonly maxBytes: number
  readonly holding: Holding
}

export interface BodyOptions extends BodyLimits {
  readonly gzip: boolean
}

/** Reads the body of a request, one layer of gzip removed. Throws where the client goes away. */
export async function readBody(request: IncomingMessage, options: BodyOptions): Promise<Body> {
  const declared = Number(request.headers['content-length'] ?? 0)
  if (declared > options.maxBytes) return tooLarge(options.maxBytes)
  const chunks = request.iterator({ destroyOnReturn: false })
  const body = await collect(chunks, options, options.maxBytes)
  return options.gzip && 'bytes' in body ? inflate(body.bytes, options) : body
}

/** Gathers what comes, as far as it may be held; beyond `maxBytes` it is `over`. */
export async function collect(
  chunks: AsyncIterable<Buffer>,
  { holding }: BodyLimits,
  maxBytes: number,
  over: Refused = tooLarge(maxBytes),
): Promise<Body> {
  const parts: Buffer[] = []
  let length = 0
  for await (const chunk of chunks) {
    length += chunk.length
    if (length > maxBytes) return over
    if (!holding.take(chunk.length)) return BUSY
    parts.push(chunk)
  }
  return { bytes: parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts, length) }
}

/** How large so many bytes of gzip may become, and what more than that is. */
export function inflatedLimit(bytes: number, maxBytes: number): { readonly most: number; readonly over: Refused } {
  const ordinary = Math.min(ORDINARY_BYTES, bytes * MAX_RATIO_OF_ORDINARY)
  const believable = Math.max(MIB, bytes * MAX_RATIO, ordinary)
  return believable >= maxBytes ? { most: maxBytes, over: tooLarge(maxBytes) } : { most: believable, over: BOMB }
}

/** Removes a layer of gzip. */
export async function inflate(bytes: Uint8Array, options: BodyLimits): Promise<Body> {
  const gunzip = createGunzip({ chunkSize: INFLATE_CHUNK })
  gunzip.end(bytes)
  try {
    const { most, over } = inflatedLimit(bytes.length, options.maxBytes)
    return await collect(gunzip, options, most, over)
  } catch {
    return NOT_GZIP
  }
}
