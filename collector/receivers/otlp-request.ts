import type { IncomingMessage } from 'node:http'
import type { Signal } from '../otlp/carrier.ts'
import type { Encoding } from '../otlp/read.ts'
import { answerOf, plain, refusal } from './answer.ts'
import type { Answer } from './answer.ts'
import { readBody, UNKNOWN_ENCODING } from './body.ts'
import type { Holding } from './budget.ts'
import type { RequestOptions } from './receiver.ts'
import { refuse, take } from './take.ts'

const ENCODINGS: Readonly<Record<string, Encoding>> = {
  'application/x-protobuf': 'protobuf',
  'application/json': 'json',
}

const UNKNOWN_TYPE = `content type is neither ${Object.keys(ENCODINGS).join(' nor ')}`

/** Answers one request to `/v1/traces` or `/v1/logs`. Throws where the client goes away. */
export async function answerOtlp(request: IncomingMessage, signal: Signal, options: RequestOptions): Promise<Answer> {
  if (request.method !== 'POST') return plain(405, 'only POST is answered here', { allow: 'POST' })
  const holding = options.budget.open()
  try {
    return await answerPost(request, signal, holding, options)
  } finally {
    holding.close()
  }
}

async function answerPost(
  request: IncomingMessage,
  signal: Signal,
  holding: Holding,
  options: RequestOptions,
): Promise<Answer> {
  const encoding = encodingOf(request)
  const compression = (request.headers['content-encoding'] ?? '').trim().toLowerCase() || 'identity'
  const gzip = compression === 'gzip'
  if (!gzip && compression !== 'identity') return refusal(await refuse('kind', UNKNOWN_ENCODING, options), encoding)
  // What is neither, and compressed, is a body that can't be read (otlp: As a server, "text/plain with gzip").
  if (encoding === null) return refusal(await refuse(gzip ? 'content' : 'kind', UNKNOWN_TYPE, options), null)
  const body = await readBody(request, { gzip, maxBytes: options.maxBytes, holding })
  return answerOf(signal, encoding, await take(signal, encoding, body, options))
}

/** By the media type alone, whatever its parameters. */
function encodingOf(request: IncomingMessage): Encoding | null {
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0] ?? ''
  return ENCODINGS[type.trim().toLowerCase()] ?? null
}
