import { toMoment } from './moments.ts'
import { visible } from './visible.ts'

interface Heading {
  readonly name: string
  readonly type: string
}

const GAP = 2
/** One long cell must not push all others off the line. */
const NARROWEST = 24

/** Rows in aligned columns: numbers to the right, what is absent as a dash, lines cut to a width. No colours, no control characters. */
export function asTable(headings: readonly Heading[], rows: readonly (readonly unknown[])[], width: number): string {
  const widest = Math.max(NARROWEST, Math.floor(width / 3))
  const cells = [
    headings.map(({ name }) => name),
    ...rows.map((row) => row.map((value, at) => cut(cellOf(value, headings[at]!), widest))),
  ]
  const widths = headings.map((_, at) => Math.max(...cells.map((row) => row[at]!.length)))
  const numeric = headings.map(({ type }) => /^(Nullable\()?(U?Int|Float|Decimal)/.test(type))
  const lines = cells.map((row) => cut(lineOf(row, widths, numeric), width))
  return `${lines.join('\n')}\n${rows.length === 1 ? '1 row' : `${rows.length} rows`}\n`
}

function lineOf(row: readonly string[], widths: readonly number[], numeric: readonly boolean[]): string {
  const padded = row.map((cell, at) => (numeric[at] ? cell.padStart(widths[at]!) : cell.padEnd(widths[at]!)))
  return padded.join(' '.repeat(GAP)).trimEnd()
}

function cut(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`
}

function cellOf(value: unknown, { type }: Heading): string {
  if (value === null || value === '') return '-'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return visible(/^(Nullable\()?DateTime64/.test(type) ? toMoment(text) : text)
}
