import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writePrivate } from '../../clickhouse/io/data-directory.ts'
import { isAlive } from '../../clickhouse/io/process-life.ts'
import type { Policy } from '../../schemas/policy.ts'
import { readJson } from './data-directory.ts'

/** How a running Lifespan is found by the commands beside it: `run.json` in its data directory (0600). */
export interface Run {
  readonly pid: number
  /** When that process began: its number may be another one's later. */
  readonly began: string
  /** Where people find ClickHouse, and where the commands beside this one do. */
  readonly clickhouse: string
  readonly engine: string
  /** Whether that is the user's own: `secrets.json` has no password of it. */
  readonly foreign: boolean
  readonly otlp: string
  readonly otlpGrpc: string
  /** Lets a command send to `/v1/ingest`. */
  readonly token: string
  readonly analystPassword: string
  /** What it judges under: whoever asks beside it goes by the same. */
  readonly policy: Policy
}

const fileOf = (dataDir: string) => join(dataDir, 'run.json')

export async function writeRun(dataDir: string, run: Run): Promise<void> {
  await writePrivate(fileOf(dataDir), `${JSON.stringify(run, null, 2)}\n`)
}

export async function removeRun(dataDir: string): Promise<void> {
  await rm(fileOf(dataDir), { force: true })
}

/** The Lifespan that runs on a data directory, or null where none does. */
export async function findRun(dataDir: string): Promise<Run | null> {
  const run = await readJson<Run>(fileOf(dataDir)).catch(() => null)
  return run !== null && (await isAlive(run.pid, run.began)) ? run : null
}
