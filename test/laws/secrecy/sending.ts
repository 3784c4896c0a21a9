import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Run } from '../../../cli/system/run-file.ts'
import { encodeProtobuf } from '../../../collector/otlp/test-protobuf.ts'
import type { Canary } from '../../../redaction/canaries/canaries.ts'
import type { Next } from '../bodies/secrecy/attribute-places.ts'
import { logsOf, logsWith, spansOf, storyOf, tracesWith } from '../bodies/secrecy/otlp-places.ts'
import { DECOY } from './haystack.ts'
import { recordWith } from '../bodies/secrecy/record-places.ts'
import { writingsOf } from '../bodies/secrecy/secrecy.ts'

/** Records of each secret in each file: places and ways of writing go on from secret to secret. */
const RECORDS_A_CANARY = 6

type Request = readonly [
  path: string,
  body: Uint8Array<ArrayBuffer> | string,
  headers: Readonly<Record<string, string>>,
]

const PROTOBUF = { 'content-type': 'application/x-protobuf' }
const JSON_TYPE = { 'content-type': 'application/json' }
/** With it logs may be pushed. */
export const PUSH_TOKEN = 'the-token-of-a-shipper-0123456789'
const PUSHED = { 'content-type': 'application/x-ndjson', authorization: `Bearer ${PUSH_TOKEN}` }

/** A header that takes any text. */
const headerOf = (text: string) => text.replace(/[^ -~]/g, ' ')

/** Requests with some secrets in every place: in both encodings, compressed, and such as are refused. */
function requestsOf(chunk: readonly Canary[], from: number): Request[] {
  const nexts = chunk.map((canary, index) => writingsOf(canary, from + index))
  const first = nexts[0]!
  const traces = tracesWith(first, [
    ...nexts.flatMap((next, index) => spansOf(next, from + index)),
    ...chunk.flatMap(({ text }, index) => storyOf(text, from + index)),
  ])
  const logs = logsWith(
    first,
    nexts.flatMap((next, index) => logsOf(next, from + index)),
  )
  const [protobuf, json] = [Uint8Array.from(encodeProtobuf('TracesRequest', traces)), JSON.stringify(logs)]
  const zipped = { ...PROTOBUF, 'content-encoding': 'gzip' }
  return [
    ['/v1/traces', from % 2 === 0 ? protobuf : JSON.stringify(traces), from % 2 === 0 ? PROTOBUF : JSON_TYPE],
    [
      '/v1/logs',
      from % 2 === 0 ? json : Uint8Array.from(encodeProtobuf('LogsRequest', logs)),
      from % 2 === 0 ? JSON_TYPE : PROTOBUF,
    ],
    ['/v1/traces', Uint8Array.from(gzipSync(protobuf)), zipped],
    ...pushesOf(nexts, from),
    ...nexts.flatMap(refusedOf),
  ]
}

/** Logs that are pushed: plain, compressed, cut, by strangers, and by names that are secrets. */
function pushesOf(nexts: readonly Next[], from: number): Request[] {
  const [first] = nexts as [Next]
  const lines = nexts.flatMap((next, index) => linesOf(next, from + index)).join('\n')
  const zipped = Uint8Array.from(gzipSync(lines))
  const name = encodeURIComponent(first())
  return [
    ['/v1/ingest/pushed', lines, PUSHED],
    ['/v1/ingest/pushed-gzip', zipped, { ...PUSHED, 'content-encoding': 'gzip' }],
    ['/v1/ingest/pushed-cut', zipped.slice(0, zipped.length / 2), { ...PUSHED, 'content-encoding': 'gzip' }],
    ['/v1/ingest/pushed', first(), PUSHED],
    [`/v1/ingest/${name}`, lines, PUSHED],
    ['/v1/ingest/pushed', lines, { ...PUSHED, authorization: headerOf(`Bearer ${first()}`) }],
  ]
}

/** Requests that are refused, of which the answer and the account speak. */
function refusedOf(next: Next): Request[] {
  const headers = { authorization: headerOf(next()), cookie: headerOf(next()), 'x-api-key': headerOf(next()) }
  return [
    ['/v1/traces', `{"resourceSpans":[{"${next()}`, { ...JSON_TYPE, ...headers }],
    ['/v1/traces', `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":${JSON.stringify(next())}}]}]}]}`, JSON_TYPE],
    [
      '/v1/traces',
      `{"resourceSpans":[{"scopeSpans":[{"spans":[{"startTimeUnixNano":${JSON.stringify(next())}}]}]}]}`,
      JSON_TYPE,
    ],
    ['/v1/traces', next(), PROTOBUF],
    ['/v1/logs', next(), { ...PROTOBUF, 'content-encoding': 'gzip' }],
    ['/v1/logs', next(), { 'content-type': `text/${encodeURIComponent(next()).slice(0, 60)}` }],
    [`/v1/${encodeURIComponent(next())}`, next(), JSON_TYPE],
    [`/v1/logs?token=${encodeURIComponent(next())}`, next(), JSON_TYPE],
    ['/v1/ingest', next(), { ...JSON_TYPE, authorization: headerOf(`Bearer ${next()}`) }],
  ]
}

/** Sends secrets in requests of some at a time; gives what was answered. */
export async function sendAll(run: Run, all: readonly Canary[], chunk: number): Promise<string> {
  const decoy = JSON.stringify(tracesWith(() => '', storyOf(DECOY, all.length)))
  let answers = await answerTo(run, ['/v1/traces', decoy, JSON_TYPE])
  for (let from = 0; from < all.length; from += chunk) {
    const requests = requestsOf(all.slice(from, from + chunk), from)
    answers += (await Promise.all(requests.map((request) => answerTo(run, request)))).join('')
  }
  return answers
}

/** What is answered; a connection that was closed meanwhile is opened again. */
async function answerTo(run: Run, request: Request, tries = 5): Promise<string> {
  const [path, body, headers] = request
  try {
    const response = await fetch(`${run.otlp}${path}`, { method: 'POST', headers, body })
    return `${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}\n`
  } catch (error) {
    if (tries === 1) throw error
    return answerTo(run, request, tries - 1)
  }
}

/** What whoever has the token of `run.json` may send, and must not be repeated: no JSON. */
export async function sendSpoiled(run: Run, all: readonly Canary[]): Promise<string> {
  const headers = { authorization: `Bearer ${run.token}` }
  const bodies = all.flatMap(({ text, secrets }) => [text, `[1,${text}`, `{"records":"${text}`, ...secrets])
  const answers = bodies.map(async (body) =>
    (await fetch(`${run.otlp}/v1/ingest`, { method: 'POST', headers, body })).text(),
  )
  return (await Promise.all(answers)).join('\n')
}

/** Writes vendors' records with the secrets in them, in files that are named by secrets, some compressed, some broken. */
export async function writeLogs(folder: string, all: readonly Canary[], chunk: number): Promise<void> {
  for (let from = 0; from < all.length; from += chunk) {
    const nexts = all.slice(from, from + chunk).map((canary, index) => writingsOf(canary, from + index))
    const lines = nexts.flatMap((next, index) => linesOf(next, from + index))
    const below = join(folder, fileName(nexts[0]!))
    await mkdir(below, { recursive: true })
    const text = lines.join('\n')
    const whole = from % 2 === 0 ? text : gzipSync(text)
    const broken = gzipSync(text, { level: 0 }).subarray(0, text.length / 2)
    await writeFile(join(below, `${fileName(nexts[0]!)}.json`), whole)
    await writeFile(join(below, `${fileName(nexts[1] ?? nexts[0]!)}.gz`), broken)
    await writeFile(join(below, `${fileName(nexts.at(-1)!)}.txt`), `no JSON, and ${nexts[0]!()}`)
  }
}

function linesOf(next: Next, number: number): string[] {
  const records = Array.from({ length: RECORDS_A_CANARY }, (_, index) =>
    recordWith(next, number * RECORDS_A_CANARY + index),
  )
  const broken = [`{"eventVersion":"1.08","note":${JSON.stringify(next())}`, `{"hello":${JSON.stringify(next())}}`]
  return [...records.map((record) => JSON.stringify(record)), ...broken]
}

/** A name that a file may have. */
function fileName(next: Next): string {
  for (let tries = 0; tries < 20; tries++) {
    const name = next()
    if (name.length <= 200 && !name.includes('/')) return name
  }
  return encodeURIComponent(next()).slice(0, 200)
}
