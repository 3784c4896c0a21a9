import type { ListedFinding } from '../../queries/findings.ts'
import type { Run } from '../../cli/system/run-file.ts'
import { lifespan } from './lifespan.ts'

/** A command's lines that are JSON. */
export async function jsonLines<T>(args: readonly string[]): Promise<T[]> {
  const { stdout } = await lifespan(args)
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
  const rows = await jsonLines<Record<string, string>>(['query', 'account', '--json', '--data', data])
  const row = rows.find(({ source }) => source === of)
  const count = (name: string) => Number(row?.[name] ?? 0)
  return {
    received: count('received'),
    accepted: count('accepted'),
    ignored: count('ignored'),
    rejected: count('rejected'),
    reasons: row?.['reasons'] ?? '',
  }
}

/** Asks a running Lifespan's ClickHouse as the analyst, or as somebody else. */
export async function ask(
  run: Run,
  query: string,
  as: Readonly<Record<string, string>> = { user: 'analyst', password: run.analystPassword },
): Promise<{ readonly ok: boolean; readonly text: string }> {
  const response = await fetch(`${run.clickhouse}/?${new URLSearchParams(as)}`, { method: 'POST', body: query })
  return { ok: response.ok, text: (await response.text()).trim() }
}
