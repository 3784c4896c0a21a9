import { spawnSync } from 'node:child_process'
import { complain } from './safely.ts'
import type { EndedSpan } from './span.ts'

/** An exporter that another process can load: its package, and from where it is found. */
export interface Loadable {
  readonly name: string
  readonly place: string
}

/** What the other process does: it exports what it is told on its standard input, and ends. */
const PROGRAM = `
const { spans, name, place } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'))
const { OTLPTraceExporter } = require('node:module').createRequire(place)(name)
const exporter = new OTLPTraceExporter()
for (const span of spans) {
  const { context } = span
  span.spanContext = () => context
}
exporter.export(spans, () => exporter.shutdown())
`

/**
 * Delivers spans while nothing else runs: for a process that is about to end, in which no promise would be kept any more. Another process does it, and
 * is waited for no longer than `patience`, ms.
 */
export function deliverNow(spans: readonly EndedSpan[], { name, place }: Loadable, patience: number): void {
  // Of one resource there are not many copies.
  const told = spans.map((span) => ({ ...span, context: span.spanContext() }))
  const input = JSON.stringify({ spans: told, name, place })
  const env = { ...process.env, NODE_OPTIONS: '' }
  const { error } = spawnSync(process.execPath, ['-e', PROGRAM], {
    input,
    env,
    timeout: Math.max(Math.floor(patience), 1),
    killSignal: 'SIGKILL',
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  if (error !== undefined) complain('what was told last could not be delivered in time')
}
