import type { Judgement, Protocol } from './gate-door.ts'
import type { Passage } from './gate-way.ts'
import type { BodyLength } from './http-gate-body.ts'
import { HttpTurn } from './http-gate-turn.ts'

const mostBytes = 65_536
const LINE = /^[A-Z]{1,16} [\x21-\x7e\x80-\xff]+ HTTP\/1\.[01]$/
/** A name of a token's characters, and a value without control characters; not on several lines. */
const FIELD = /^([!#$%&'*+.^_`|~\w-]{1,256}):([\t\x20-\x7e\x80-\xff]*)$/
const LENGTH = /^\d{1,15}$/
/** What concerns one connection alone: ours to the engine is another one. */
const HOP = /^(connection|keep-alive|proxy-connection|upgrade|te)$/i
/** Behind these another request may follow, unless `Connection` has a word that says otherwise. */
const AGAIN = /^(GET|POST) .* HTTP\/1\.1$/
const LAST = /\b(close|upgrade)\b/i

/**
 * ClickHouse over HTTP, as its engine can take it: one whole request head a connection. The engine is told to close after its answer, so
 * whatever comes behind this request is never read there as another one. Whoever asked may go on: each request is judged anew, and gets
 * a connection of its own to the engine. Heads are read as Latin-1, so bytes stay what they are.
 */
export const http: Protocol = {
  judge: judgeHead,
  sorry: answer('503 Service Unavailable', 'ClickHouse is being started: ask again in a second', 'Retry-After: 1\r\n'),
  late: answer('408 Request Timeout', 'this is no whole HTTP request'),
}

const bad = (why: string): Judgement => ({ refuse: answer('400 Bad Request', `this is no HTTP request: ${why}`) })
const tooLong: Judgement = {
  refuse: answer('431 Request Header Fields Too Large', 'put the query into the body: a head may have 64 KiB'),
}

function judgeHead(begun: Buffer): Judgement | undefined {
  const end = begun.indexOf('\r\n\r\n')
  if (end > mostBytes) return tooLong
  if (end >= 0) return judgeLines(begun.toString('latin1', 0, end).split('\r\n'), begun.subarray(end + 4))
  if (begun.length > 0 && !/^[A-Z]/.test(begun.toString('latin1', 0, 1))) return bad('it begins with other bytes')
  if (/[^\r]\n/.test(begun.toString('latin1', 0, mostBytes))) return bad('a line of it ends without CR')
  return begun.length > mostBytes ? tooLong : undefined
}

function judgeLines([line = '', ...lines]: string[], rest: Buffer): Judgement {
  if (!LINE.test(line)) return bad('its first line is none')
  const fields = lines.map((each) => FIELD.exec(each))
  if (fields.includes(null)) return bad(`line ${fields.indexOf(null) + 2} is no header field`)
  const values = (name: string) =>
    fields.flatMap((each) => (each?.[1]?.toLowerCase() === name ? [each[2]!.trim()] : []))
  const [lengths, encodings] = [values('content-length'), values('transfer-encoding')]
  if (lengths.length + encodings.length > 1) return bad('it says twice how long its body is')
  if (!lengths.every((length) => LENGTH.test(length))) return bad('its Content-Length is no number')
  if (!encodings.every((encoding) => encoding.toLowerCase() === 'chunked'))
    return bad('its Transfer-Encoding is not chunked')
  const kept = fields.flatMap((each) => (HOP.test(each![1]!) ? [] : [each![0]]))
  const head = Buffer.from([line, ...kept, 'Connection: close', '\r\n'].join('\r\n'), 'latin1')
  const isLast = !AGAIN.test(line) || values('connection').some((value) => LAST.test(value))
  if (isLast) return { pass: Buffer.concat([head, rest]) }
  return withTurn(head, rest, encodings.length > 0 ? 'chunked' : Number(lengths[0] ?? 0))
}

function withTurn(head: Buffer, rest: Buffer, length: BodyLength): Passage {
  const turn = new HttpTurn(length)
  return { pass: Buffer.concat([head, turn.ask(rest)]), turn }
}

function answer(status: string, words: string, fields = ''): Buffer {
  const text = `${words}\n`
  const head = `HTTP/1.1 ${status}\r\n${fields}Content-Type: text/plain; charset=UTF-8\r\nConnection: close\r\n`
  return Buffer.from(`${head}Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
}
