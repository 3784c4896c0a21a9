import { nearest, problem, type Place } from './problems.ts'
import type { Line, Lines } from './yaml.ts'

const COLUMNS = ['match', 'owner', 'kind', 'from', 'until', 'departed', 'returned']
const PRESENCE = ['departed', 'returned']
/** A cell in quotes, in which "" is a quote (RFC 4180), or one without; then what ends it. */
const CELL = /(?:"((?:[^"]|"")*)"|([^",;\r\n]*))([,;]|\r?\n|$)/y

interface Cell extends Place {
  readonly text: string
}

/** The lines of a CSV file of owners: the first line names the columns; a row with a match is an assignment, any other is about a person. */
export function csvLines(text: string, file: string): Lines {
  const [head = [], ...rows] = rowsOf(text)
  const names = head.map((cell) => cell.text.trim().toLowerCase())
  const problems = head
    .filter((_, n) => !COLUMNS.includes(names[n]!))
    .map((cell) => problem(file, cell, `there is no column ${cell.text.trim()}${nearest(cell.text.trim(), COLUMNS)}`))
  if (problems.length > 0) return { lines: [], problems }
  return { lines: rows.map((row) => lineOf(row, names)), problems: [] }
}

function lineOf(row: readonly Cell[], names: readonly string[]): Line {
  const said = row
    .map((cell, n) => [names[n] ?? `column ${n + 1}`, cell] as const)
    .filter(([, cell]) => cell.text.trim() !== '')
  const isAssignment = said.some(([name]) => name === 'match') || !said.some(([name]) => PRESENCE.includes(name))
  const fields = new Map(said.map(([name, { line, column }]) => [name, { line, column }]))
  const values = Object.fromEntries(said.map(([name, cell]) => [name, cell.text.trim()]))
  return { of: isAssignment ? 'owners' : 'people', place: row[0] ?? { line: 1, column: 1 }, fields, values }
}

/** All rows that hold anything. */
function rowsOf(text: string): Cell[][] {
  const rows: Cell[][] = [[]]
  let [line, start, at] = [1, 0, 0]
  while (at < text.length) {
    CELL.lastIndex = at
    const match = CELL.exec(text)
    if (match === null) break
    const cell = { text: match[1]?.replaceAll('""', '"') ?? match[2]!, line, column: at - start + 1 }
    rows.at(-1)!.push(cell)
    at = CELL.lastIndex
    const breaks = match[0].split('\n').length - 1
    if (breaks > 0) [line, start] = [line + breaks, at]
    if (match[3]!.endsWith('\n')) rows.push([])
  }
  return rows.filter((row) => row.some(({ text: said }) => said.trim() !== ''))
}
