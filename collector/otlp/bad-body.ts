import { CONTENT_TYPES } from './answer.ts'
import type { Signal } from './carrier.ts'
import type { Encoding } from './read.ts'

const OPEN_BRACE = 0x7b
const REQUESTS: Readonly<Record<Signal, string>> = {
  traces: 'ExportTraceServiceRequest',
  logs: 'ExportLogsServiceRequest',
}

const NAMES: Readonly<Record<Encoding, string>> = { protobuf: 'protobuf', json: 'JSON' }

/** What a client is told of a body that can't be read: why, where, and what is wanted. Not a byte of it. */
export function tellBad(
  signal: Signal,
  encoding: Encoding,
  body: Uint8Array,
  { reason, at }: { readonly reason: string; readonly at: number },
): string {
  const where = at >= body.length ? `it ends too early, at byte ${body.length}` : `byte ${at} of ${body.length}`
  return `${reason} (${where}): ${wanted(signal, encoding, body)}`
}

/** The encodings are mistaken for one another: no request in protobuf begins with a brace, and all in JSON do. */
function wanted(signal: Signal, encoding: Encoding, body: Uint8Array): string {
  const request = `send a whole ${REQUESTS[signal]} in ${NAMES[encoding]}`
  const looksOther = body.length > 0 && (body[0] === OPEN_BRACE) === (encoding === 'protobuf')
  if (!looksOther) return request
  const other = encoding === 'json' ? 'protobuf' : 'json'
  return `${request}; if it is ${NAMES[other]}, send it over HTTP as ${CONTENT_TYPES[other]}`
}
