/** What loading the library costs a process that has OpenTelemetry's instrumentation, CPU ms, by `require` and by `import`: `node instrumentation-import.ts`; prints JSON. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const here = (path: string) => fileURLToPath(new URL(`../../instrumentation/${path}`, import.meta.url))

/** In a process of its own: each is loaded for the first time. */
const program = (load: string) => `
const spent = async (work) => {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}
const measure = async () => {
  const theirs = await spent(() => ${load}('@opentelemetry/instrumentation'))
  const ours = await spent(async () => [await ${load}(${JSON.stringify(here('dist/auto.js'))}), await ${load}(${JSON.stringify(here('dist/index.js'))})])
  console.log(JSON.stringify({ theirs, ours }))
}
measure()
`

/** What loading costs. */
interface Loading {
  /** Of `@opentelemetry/instrumentation` itself. */
  readonly theirs: number
  /** Of the library beyond that: what is by hand and what is by itself. */
  readonly ours: number
}

/** By each way to load a module. */
export type ImportFigures = Readonly<Record<'require' | 'import', Loading>>

function figuresOf(load: string): Loading {
  const said = execFileSync(process.execPath, ['-e', program(load)], { encoding: 'utf8' })
  return JSON.parse(said) as Loading
}

execFileSync(process.execPath, [here('build.ts')], { stdio: ['ignore', 'ignore', 'inherit'] })
const figures: ImportFigures = { require: figuresOf('require'), import: figuresOf('import') }
console.log(JSON.stringify(figures))
