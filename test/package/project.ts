import { execFile } from 'node:child_process'
import { cp, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ROOT } from '../e2e/shell.ts'
import { SERVICE } from './service.ts'

export const run = promisify(execFile)

type Environment = Readonly<Record<string, string | undefined>>

/** Modules of a project: how its package says it, and what its files are to be. */
export type Form = 'module' | 'commonjs'

/** Runs npm in a folder; returns what it printed. */
export async function npm(folder: string, ...args: readonly (string | Environment)[]): Promise<string> {
  const [last] = args.slice(-1)
  const env = typeof last === 'string' ? process.env : last
  const { stdout } = await run(
    'npm',
    args.filter((arg) => typeof arg === 'string'),
    { cwd: folder, env },
  )
  return stdout
}

/** What the package is made from. */
const SOURCES = ['instrumentation', 'redaction', 'tsconfig.json']

/** The package as it would be published, in a folder, made from a copy there: others may make it at the same time. Returns its file. */
export async function pack(folder: string): Promise<string> {
  const copy = join(folder, 'sources')
  const filter = (source: string) => !source.endsWith('/dist')
  for (const source of SOURCES) await cp(join(ROOT, source), join(copy, source), { recursive: true, filter })
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  const said = await npm(join(copy, 'instrumentation'), 'pack', '--json', '--pack-destination', folder)
  const [packed] = JSON.parse(said) as [{ filename: string }]
  return join(folder, packed.filename)
}

/** An empty project in which a service with the library is installed beside a version of OpenTelemetry's SDK, and compiled. */
export async function install(folder: string, form: Form, packages: readonly string[]): Promise<void> {
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'service', private: true, type: form }))
  await writeFile(join(folder, 'service.ts'), SERVICE)
  await npm(folder, 'install', '--no-audit', '--no-fund', ...packages)
  const strictly = '--strict --exactOptionalPropertyTypes --target es2022 --module nodenext --types node'.split(' ')
  const types = ['--typeRoots', join(ROOT, 'node_modules/@types')]
  await run(join(ROOT, 'node_modules/.bin/tsc'), [...strictly, ...types, 'service.ts'], { cwd: folder })
}

/** Runs the service of a project; what it writes is what it complains of. */
export async function serve(folder: string, args: readonly string[], env: Environment): Promise<string> {
  const ran = await run(process.execPath, ['service.js', ...args], { cwd: folder, env: { ...process.env, ...env } })
  return ran.stdout + ran.stderr
}
