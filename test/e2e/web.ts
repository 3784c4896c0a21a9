import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { join } from 'node:path'
import parsePrometheus, { type Family } from 'parse-prometheus-text-format'
import type { Run } from '../../cli/system/run-file.ts'

/** What is answered to who asks, as text. */
export async function get({ otlp }: Pick<Run, 'otlp'>, path: string, init: RequestInit = {}) {
  const response = await fetch(`${otlp}${path}`, init)
  return { status: response.status, headers: response.headers, text: await response.text() }
}

/** Pushes logs as a source. */
export async function push(
  run: Pick<Run, 'otlp'>,
  source: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>>,
) {
  const { status, text } = await get(run, `/v1/ingest/${source}`, { method: 'POST', body, headers })
  return { status, answer: JSON.parse(text) as Readonly<Record<string, unknown>> }
}

/** One line of the metrics' format: a name, labels, a number. */
const LABEL = String.raw`[a-z_]+="(?:[^"\\]|\\[\\"n])*"`
const LINE = new RegExp(
  String.raw`^(?:# (?:HELP|TYPE) [a-z0-9_]+ .+|[a-z0-9_]+(?:\{${LABEL}(?:,${LABEL})*\})? (?:[-+\d.e]+|[-+]Inf|NaN)|)$`,
)

/** The metrics, read. Throws where a line is none. */
export async function metricsOf(run: Pick<Run, 'otlp'>): Promise<Metrics> {
  const { text, headers } = await get(run, '/metrics')
  const wrong = text.split('\n').filter((line) => !LINE.test(line))
  if (wrong.length > 0) throw new Error(`no lines of the format: ${wrong.join('\n')}`)
  return new Metrics(text, headers.get('content-type') ?? '', parsePrometheus(text))
}

/** Metrics at a moment. */
export class Metrics {
  readonly text: string
  readonly type: string
  readonly families: readonly Family[]

  constructor(text: string, type: string, families: readonly Family[]) {
    this.text = text
    this.type = type
    this.families = families
  }

  /** The value of a metric, of a histogram that of one of its parts; 0 where there is none. */
  value(name: string, labels: Readonly<Record<string, string>> = {}): number {
    const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
    const isIt = (line: string) => /^\w+/.exec(line)?.[0] === name && wanted.every((part) => line.includes(part))
    return Number(this.text.split('\n').find(isIt)?.split(' ').at(-1) ?? 0)
  }

  /** Every combination of labels that there is. */
  get series(): readonly string[] {
    return this.text.split('\n').flatMap((line) => /^[a-z].*(?= )/.exec(line)?.[0] ?? [])
  }
}

/** The process of the embedded engine. */
export async function engineOf(data: string): Promise<number> {
  return (JSON.parse(await readFile(join(data, 'engine.json'), 'utf8')) as { engine: number }).engine
}

/** A collector that keeps what is sent to it. */
export async function startCollector() {
  const bodies: { readonly path: string; readonly body: Buffer }[] = []
  const server = createServer(async (request, response) => {
    bodies.push({ path: request.url ?? '', body: await buffer(request) })
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return { url: `http://127.0.0.1:${port}`, port, bodies, close: () => server.close() }
}
