import { join } from 'node:path'
import { writePrivate } from '../../clickhouse/io/data-directory.ts'
import { HOUR, formatRfc3339, type Millis } from '../../schemas/time.ts'
import { readJson } from './data-directory.ts'

/** The past that a fleet tells a data directory: the same seed and start are the same events, ids included. */
export interface Past {
  readonly seed: string
  /** RFC 3339 */
  readonly start: string
  readonly hours: number
  /** Whether all of it was delivered. */
  readonly told: boolean
}

/** What a demo was asked: which fleet, and how many hours of its past, if anybody said so. */
export interface PastAsked {
  readonly seed: string
  readonly hours: number | undefined
  /** Whether there are findings already. */
  readonly hasFindings: boolean
}

const HOURS = 6

const fileOf = (dataDir: string) => join(dataDir, 'fleet.json')

/** Which past is told: the rest of one that was cut short, else what was asked for, else some hours where there is nothing yet. */
export async function choosePast(dataDir: string, { seed, hours, hasFindings }: PastAsked, now: Millis): Promise<Past> {
  const last = await readJson<Past>(fileOf(dataDir))
  if (last?.told === false && last.seed === seed && last.hours === (hours ?? last.hours)) return last
  const length = hours ?? (hasFindings || last !== null ? 0 : HOURS)
  const past = { seed, start: formatRfc3339(now - Math.round(length * HOUR)), hours: length, told: length === 0 }
  await writePast(dataDir, past)
  return past
}

/** Keeps what is told, in `fleet.json`. */
export async function writePast(dataDir: string, past: Past): Promise<void> {
  await writePrivate(fileOf(dataDir), `${JSON.stringify(past, null, 2)}\n`)
}
