import type { ClickHouse } from '../clickhouse/client.ts'
import type { Query } from './catalogue.ts'
import { csvSafe } from './csv.ts'
import { boundSql, checkParameters, type GivenParameters } from './parameters.ts'
import { asTable } from './table.ts'

/** A table for people, one JSON object a line for programs, CSV with names for spreadsheets. */
export type OutputFormat = 'table' | 'json' | 'csv'

export interface RunOptions {
  /** Columns of the terminal; a table's last cells are cut to it. Without, nothing is cut. */
  readonly width?: number | undefined
}

/** Counts are numbers: none of ours exceeds what a program reads exactly. */
const ISO = { date_time_output_format: 'iso', output_format_json_quote_64bit_integers: 0 }
/** Nothing is an empty cell: spreadsheets would show `\\N`. */
const CSV = { ...ISO, format_csv_null_representation: '' }

/** Asks a named question, as the analyst at best, and answers with text that ends in a newline. Throws a `QueryUsageError`. */
export async function runQuery(
  client: ClickHouse,
  query: Query,
  given: GivenParameters,
  format: OutputFormat,
  { width }: RunOptions = {},
): Promise<string> {
  const params = checkParameters(query, given)
  const sql = boundSql(query, params)
  if (format === 'table') return tableOf(client, sql, params, width)
  if (format === 'csv') return csvSafe(await client.text(sql, params, 'CSVWithNames', CSV))
  return linesOf(await client.text(sql, params, 'JSONEachRow', ISO))
}

/** The objects of an array without what holds them together: each of them is on a line. */
function linesOf(array: string): string {
  const lines = array.slice('[\n'.length, -'\n]\n'.length).replaceAll(',\n', '\n')
  return lines === '' ? '' : `${lines}\n`
}

interface Compact {
  readonly meta: readonly { readonly name: string; readonly type: string }[]
  readonly data: readonly (readonly unknown[])[]
}

async function tableOf(
  client: ClickHouse,
  sql: string,
  params: Readonly<Record<string, string>>,
  width: number | undefined,
): Promise<string> {
  const { meta, data } = JSON.parse(await client.text(sql, params, 'JSONCompact', ISO)) as Compact
  return asTable(meta, data, width ?? Infinity)
}
