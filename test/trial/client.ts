import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export type Protocol = 'grpc' | 'http'

/** A program with OpenTelemetry's own exporter for a language. It tells the life of a token twice over, once by each carrier. */
export interface Client {
  readonly language: string
  readonly protocols: readonly Protocol[]
  readonly carriers: readonly ('span' | 'log')[]
  /** Sends what becomes of `token-of-<carrier>-<pod>`, and returns when it is gone. */
  send(protocol: Protocol, pod: string, env: Environment): void
}

export type Environment = Readonly<Record<string, string>>

/** What is installed and built is kept here: an ignored folder. */
export const BUILT = fileURLToPath(new URL('../../tmp/trial/', import.meta.url))

/** A file of this folder. */
export const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** Runs a program to its end; what it complains of is shown. */
export function quietly(program: string, args: readonly string[], env: Environment = {}, cwd?: string): void {
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, ...env }, cwd })
}

/** Which of the programs are not on this machine. */
export function missing(...programs: readonly (readonly [program: string, says: string])[]): string[] {
  return programs.filter(([program, says]) => !runs(program, says)).map(([program]) => program)
}

function runs(program: string, says: string): boolean {
  try {
    execFileSync(program, [says], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
