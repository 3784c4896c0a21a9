import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Run } from '../../cli/system/run-file.ts'

const BIN = fileURLToPath(new URL('../../bin/lifespan.js', import.meta.url))
const START_PATIENCE_MS = 30_000

/** What a command came to. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Variables beside those that are there. */
export type Env = Readonly<Record<string, string>>

/** Runs a command of Lifespan to its end, as a person would. */
export async function lifespan(args: readonly string[], input?: string | Buffer, env: Env = {}): Promise<Ended> {
  const child = spawn(process.execPath, [BIN, ...args], { stdio: 'pipe', env: { ...process.env, ...env } })
  const ended = collect(child)
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  return ended
}

/** A Lifespan that runs (`up` or `demo`). */
export interface Running {
  readonly child: ChildProcessWithoutNullStreams
  readonly run: Run
  readonly ended: Promise<Ended>
  /** Ends it as Ctrl-C does; resolves with how long that took, ms. */
  stop(): Promise<number>
}

/** Starts Lifespan on a data directory, on any free ports, and waits until it is up. */
export async function start(
  command: 'up' | 'demo',
  dataDir: string,
  args: readonly string[] = [],
  { node = process.execPath, env = {} }: { readonly node?: string | undefined; readonly env?: Env } = {},
): Promise<Running> {
  const ports = ['--otlp-port', '0', '--otlp-grpc-port', '0', '--clickhouse-port', '0', '--clickhouse-tcp-port', '0']
  const child = spawn(node, [BIN, command, '--data', dataDir, ...ports, ...args], {
    stdio: 'pipe',
    env: { ...process.env, ...env },
  })
  const ended = collect(child)
  const run = await Promise.race([
    runOf(dataDir, Date.now()),
    ended.then((end) => Promise.reject(new Error(JSON.stringify(end)))),
  ])
  return { child, run, ended, stop: () => interrupt(child, ended) }
}

/** The run file that was written since: of a Lifespan that was killed an old one may be left. */
async function runOf(dataDir: string, since: number): Promise<Run> {
  const file = join(dataDir, 'run.json')
  while (Date.now() < since + START_PATIENCE_MS) {
    const written = await stat(file).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    )
    if (written >= since) return JSON.parse(await readFile(file, 'utf8')) as Run
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('Lifespan did not come up')
}

async function interrupt(child: ChildProcessWithoutNullStreams, ended: Promise<Ended>): Promise<number> {
  const from = Date.now()
  child.kill('SIGINT')
  await ended
  return Date.now() - from
}

async function collect(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  const text = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text.stdout += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text.stderr += chunk))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, ...text }
}

/** Does something in an empty directory of its own, and deletes that. */
export async function inDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'lifespan-e2e-'))
  try {
    return await work(directory)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
