import type { IncomingMessage } from 'node:http'
import { rejected } from '../../schemas/outcome.ts'
import type { Signal } from '../otlp/carrier.ts'
import { readOtlp } from '../otlp/read.ts'
import type { Encoding } from '../otlp/read.ts'
import { later, plain, refusal, success } from './answer.ts'
import type { Answer } from './answer.ts'
import { readBody } from './body.ts'
import type { Body } from './body.ts'
import type { Budget, Holding } from './budget.ts'
import { submitInTime } from './submission.ts'
import type { SubmissionOptions } from './submission.ts'

/** What a body that can't be read counts as: one received and one rejected (semantics: the unit of the account). */
const BODY_REASONS = {
  415: 'body is of another type or encoding than OTLP',
  413: 'body is too large',
  400: 'body is not OTLP',
} as const

const ENCODINGS: Readonly<Record<string, Encoding>> = {
  'application/x-protobuf': 'protobuf',
  'application/json': 'json',
}
const OUTAGE_SECONDS = 5
const BUSY_SECONDS = 1

export interface OtlpRequestOptions extends SubmissionOptions {
  readonly maxBytes: number
  readonly budget: Budget
}

/** Answers one request to `/v1/traces` or `/v1/logs`. Throws where the client goes away. */
export async function answerOtlp(
  request: IncomingMessage,
  signal: Signal,
  options: OtlpRequestOptions,
): Promise<Answer> {
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
  options: OtlpRequestOptions,
): Promise<Answer> {
  const encoding = encodingOf(request)
  const compression = (request.headers['content-encoding'] ?? '').trim().toLowerCase() || 'identity'
  const known = compression === 'identity' || compression === 'gzip'
  if (!known) return refuse(415, `content encoding is neither gzip nor identity`, encoding, options)
  // What is neither, and compressed, is a body that can't be read (otlp: As a server, "text/plain with gzip").
  if (encoding === null) return refuse(compression === 'gzip' ? 400 : 415, 'content type is not of OTLP', null, options)
  const body = await readBody(request, { gzip: compression === 'gzip', maxBytes: options.maxBytes, holding })
  if ('refused' in body) return refuseBody(body.refused, encoding, options)
  const reading = readOtlp(signal, encoding, body.bytes)
  if (reading.kind !== 'read')
    return refuse(reading.kind === 'bad' ? 400 : 413, reading.reason, encoding, { ...options, raw: body.bytes })
  const outcomes = reading.records.length === 0 ? [] : await submitInTime(reading.records, options)
  return outcomes === null ? later(OUTAGE_SECONDS, 'not stored yet', encoding) : success(signal, encoding, outcomes)
}

/** By the media type alone, whatever its parameters. */
function encodingOf(request: IncomingMessage): Encoding | null {
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0] ?? ''
  return ENCODINGS[type.trim().toLowerCase()] ?? null
}

function refuseBody(
  why: Extract<Body, { refused: unknown }>['refused'],
  encoding: Encoding,
  options: OtlpRequestOptions,
): Promise<Answer> | Answer {
  if (why === 'busy') return later(BUSY_SECONDS, 'too much at once', encoding)
  if (why === 'not gzip') return refuse(400, 'body is not gzip', encoding, options)
  return refuse(413, 'body is too large', encoding, options)
}

/** Counts the body as one rejected record, then refuses it. The client is told so even if nobody could count. */
async function refuse(
  status: keyof typeof BODY_REASONS,
  message: string,
  encoding: Encoding | null,
  options: OtlpRequestOptions & { readonly raw?: Uint8Array },
): Promise<Answer> {
  const raw = options.raw === undefined ? {} : { raw: options.raw }
  const body = {
    outcome: rejected(BODY_REASONS[status]),
    carrier: 'body',
    position: 0,
    detail: message,
    ...raw,
  } as const
  await submitInTime([body], options)
  return refusal(status, message, encoding)
}
