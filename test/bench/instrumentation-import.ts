/** What loading the library costs a process that has OpenTelemetry's instrumentation, CPU ms: `node instrumentation-import.ts`; prints JSON. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const here = (path: string) => fileURLToPath(new URL(`../../instrumentation/${path}`, import.meta.url))

/** In a process of its own: each is loaded for the first time. */
const PROGRAM = `
const spent = (work) => {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}
const theirs = spent(() => require('@opentelemetry/instrumentation'))
const ours = spent(() => (require(${JSON.stringify(here('dist/auto.js'))}), require(${JSON.stringify(here('dist/index.js'))})))
console.log(JSON.stringify({ theirs, ours }))
`

export interface ImportFigures {
  /** Of `@opentelemetry/instrumentation` itself. */
  readonly theirs: number
  /** Of the library beyond that: what is by hand and what is by itself. */
  readonly ours: number
}

execFileSync(process.execPath, [here('build.ts')], { stdio: ['ignore', 'ignore', 'inherit'] })
console.log(execFileSync(process.execPath, ['-e', PROGRAM], { encoding: 'utf8' }).trim())
