import { spawn, type ChildProcess } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { Fault } from '../fault.ts'
import { UNCONFINED } from './engine-words.ts'

const child = fileURLToPath(new URL('engine-child.ts', import.meta.url))
const passedOn = ['PATH', 'TMPDIR', 'LD_LIBRARY_PATH']
const keptErrors = 4_000

/** How the engine ended. `expected` after {@link EngineProcess.end}; `words` is the end of what it wrote to standard error. */
export interface ExitReason {
  readonly expected: boolean
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly words: string
}

/** A running engine. It lives until its standard input closes, and does not outlive the process that started it. */
export interface EngineProcess {
  readonly pid: number
  /** Whether the kernel keeps it to its own folder; known once it answers. */
  isConfined(): boolean
  readonly exited: Promise<ExitReason>
  /** Closes its input and, if it still runs after `patience` milliseconds, kills it: what it acknowledged is on disk. */
  end(patience: number): Promise<void>
}

/** The path of the engine's library. Throws `ENGINE_MISSING` on platforms for which no package is installed. */
export function engineLibrary(platform: string = process.platform, arch: string = process.arch): string {
  const name = `@chdb/lib-${platform}-${arch}${platform === 'linux' ? '-gnu' : ''}`
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), 'libchdb.so')
  } catch (cause) {
    const how = 'set CLICKHOUSE_URL to a ClickHouse server (26.3 or newer)'
    throw new Fault('ENGINE_MISSING', `no embedded ClickHouse for this platform (${name} is not installed): ${how}`, {
      cause,
    })
  }
}

/**
 * Starts the engine in a process of its own group, so that Ctrl-C reaches only its owner, who flushes first. It is told `secrets` on a
 * pipe, and takes them for its environment, where `/proc` does not show them.
 */
export function spawnEngine(args: readonly string[], secrets: Readonly<Record<string, string>> = {}): EngineProcess {
  const env = Object.fromEntries(passedOn.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
  const engine = spawn(process.execPath, ['--no-warnings', child, engineLibrary(), ...args], {
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    env: { ...env, TZ: 'UTC' },
  })
  const [stdin, , stderr, told] = engine.stdio as unknown as readonly [Writable, null, Readable, Writable]
  stdin.on('error', () => undefined)
  told.on('error', () => undefined).end(JSON.stringify(secrets))
  let asked = false
  let unconfined = false
  stderr.on('data', (text: string) => (unconfined ||= text.includes(UNCONFINED)))
  const exited = exitOf(engine, () => asked)
  return {
    pid: engine.pid ?? 0,
    isConfined: () => !unconfined,
    exited,
    end: (patience) => {
      asked = true
      stdin.destroy()
      return ended(engine, exited, patience)
    },
  }
}

function exitOf(engine: ChildProcess, expected: () => boolean): Promise<ExitReason> {
  let words = ''
  engine.stderr?.setEncoding('utf8').on('data', (text: string) => (words = (words + text).slice(-keptErrors)))
  return new Promise((resolve) => {
    engine.once('error', (error) => resolve({ expected: false, code: null, signal: null, words: error.message }))
    engine.once('close', (code, signal) => resolve({ expected: expected(), code, signal, words: words.trim() }))
  })
}

async function ended(engine: ChildProcess, exited: Promise<ExitReason>, patience: number): Promise<void> {
  const timer = setTimeout(() => engine.kill('SIGKILL'), patience)
  await exited
  clearTimeout(timer)
}
