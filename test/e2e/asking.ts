import type { ListedFinding } from '../../queries/findings.ts'
import type { Run } from '../../cli/system/run-file.ts'
import { lifespan, type Env } from './lifespan.ts'

/** A command's lines that are JSON. */
export async function jsonLines<T>(args: readonly string[], env: Env = {}): Promise<T[]> {
  const { stdout } = await lifespan(args, undefined, env)
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)
}

export const findingsOf = (data: string, ...args: string[]) =>
  jsonLines<ListedFinding>(['findings', '--json', '--data', data, ...args])

/** What became of the records of a source, as `lifespan query account` tells it. */
export interface Accounted {
  readonly received: number
  readonly accepted: number
  readonly ignored: number
  readonly rejected: number
  readonly reasons: string
}

/** The account of a source. */
export async function accountOf(data: string, of: string): Promise<Accounted> {
  const rows = await jsonLines<Accounted & { source: string }>(['query', 'account', '--json', '--data', data])
  return rows.find(({ source }) => source === of) ?? NOTHING
}

const NOTHING: Accounted = { received: 0, accepted: 0, ignored: 0, rejected: 0, reasons: '' }

/** Asks a running Lifespan's ClickHouse as the analyst, or as somebody else. */
export async function ask(
  run: Run,
  query: string,
  as: Readonly<Record<string, string>> = { user: 'analyst', password: run.analystPassword },
): Promise<{ readonly ok: boolean; readonly text: string }> {
  const response = await fetch(`${run.clickhouse}/?${new URLSearchParams(as)}`, { method: 'POST', body: query })
  return { ok: response.ok, text: (await response.text()).trim() }
}
