import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** CPU seconds that this process has used, all its threads together, children apart. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

const TICKS_A_SECOND = 100

/** CPU seconds that another process has used, its children apart (utime + stime of /proc). */
export function cpuSecondsOf(pid: number): number {
  const fields = statOf(pid)
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND
}

/** The processes that a process has started and that live. */
export function childrenOf(pid: number): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.map(Number).filter((other) => parentOf(other) === pid)
}

/** The most memory that a process ever held, MB. */
export function peakMegabytes(pid: number): number {
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(peak?.[1]) / 1024
}

function parentOf(pid: number): number {
  try {
    return Number(statOf(pid)[1])
  } catch {
    return 0
  }
}

/** The fields behind the name, which may hold anything: state, ppid, … */
function statOf(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

/** Runs a program of this folder in a process of its own; what it prints last is its answer. */
export function runChild<T>(program: string, ...args: readonly string[]): Promise<T> {
  const path = fileURLToPath(new URL(program, import.meta.url))
  const flags = ['--expose-gc', '--max-old-space-size=8192', ...(process.env['BENCH_NODE_FLAGS']?.split(' ') ?? [])]
  const child = spawn(process.execPath, [...flags, path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      if (code !== 0) return reject(new Error(`${program} ended with ${code}`))
      const answer: T = JSON.parse(said.trimEnd().split('\n').at(-1)!)
      resolve(answer)
    })
  })
}

/** Several measurements of one thing. */
export interface Sample {
  readonly median: number
  readonly least: number
  readonly greatest: number
}

export function sampleOf(values: readonly number[]): Sample {
  const sorted = [...values].sort((one, other) => one - other)
  return { median: sorted[sorted.length >> 1]!, least: sorted[0]!, greatest: sorted.at(-1)! }
}

/** Calls a measurement several times, one after the other. */
export async function repeat<T>(times: number, measure: (n: number) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  for (let n = 0; n < times; n++) results.push(await measure(n))
  return results
}
