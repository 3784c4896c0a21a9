import type { IncomingMessage } from 'node:http'
import { createGunzip } from 'node:zlib'
import type { Holding } from './budget.ts'

const MIB = 1_048_576
/** How much larger than what came in a body may become, once it is beyond the first MiB (faults: F22). */
const MAX_RATIO = 100
const INFLATE_CHUNK = 131_072

/** Why there is no body: `busy` passes. */
export type Refused = 'too large' | 'not gzip' | 'not one message' | 'unknown compression' | 'busy'

/** A body, or why there is none. */
export type Body = { readonly bytes: Uint8Array } | { readonly refused: Refused }

const TOO_LARGE: Body = { refused: 'too large' }
const BUSY: Body = { refused: 'busy' }

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
  if (declared > options.maxBytes) return TOO_LARGE
  const chunks = request.iterator({ destroyOnReturn: false })
  const body = await collect(chunks, options, options.maxBytes)
  return options.gzip && 'bytes' in body ? inflate(body.bytes, options) : body
}

/** Gathers what comes, as far as it may be held. */
export async function collect(chunks: AsyncIterable<Buffer>, { holding }: BodyLimits, maxBytes: number): Promise<Body> {
  const parts: Buffer[] = []
  let length = 0
  for await (const chunk of chunks) {
    length += chunk.length
    if (length > maxBytes) return TOO_LARGE
    if (!holding.take(chunk.length)) return BUSY
    parts.push(chunk)
  }
  return { bytes: parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts, length) }
}

/** Removes a layer of gzip. */
export async function inflate(bytes: Uint8Array, options: BodyLimits): Promise<Body> {
  const gunzip = createGunzip({ chunkSize: INFLATE_CHUNK })
  gunzip.end(bytes)
  try {
    return await collect(gunzip, options, Math.min(options.maxBytes, Math.max(MIB, bytes.length * MAX_RATIO)))
  } catch {
    return { refused: 'not gzip' }
  }
}
