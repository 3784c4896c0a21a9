import { nearest, problem, type Place } from './problems.ts'
import type { Line, Lines } from './yaml.ts'

const COLUMNS = ['match', 'owner', 'kind', 'from', 'until', 'departed', 'returned']
const PRESENCE = ['departed', 'returned']
/** A cell in quotes, in which "" is a quote (RFC 4180), or one without; then what ends it. By the separator of the file. */
const CELLS = {
  ',': / *(?:"((?:[^"]|""){0,4096})"[ \t]*|([^",\r\n]*))(,|\r?\n|$)/y,
  ';': / *(?:"((?:[^"]|""){0,4096})"[ \t]*|([^";\r\n]*))(;|\r?\n|$)/y,
} as const
const BAD_CELL =
  'is no cell: close each quote, double those inside it, and put a text with quotes or separators in quotes'

interface Cell extends Place {
  readonly text: string
}

/** The lines of a CSV file of owners: the first line names the columns; a row with a match is an assignment, any other is about a person. */
export function csvLines(text: string, file: string): Lines {
  const { rows: all, bad } = rowsOf(text)
  if (bad !== null) return { lines: [], problems: [problem(file, bad, BAD_CELL)] }
  const [head = [], ...rows] = all
  const names = head.map((cell) => cell.text.trim().toLowerCase())
  const problems = head
    .filter((_, n) => !COLUMNS.includes(names[n]!))
    .map((cell) => problem(file, cell, `there is no column ${cell.text.trim()}${nearest(cell.text.trim(), COLUMNS)}`))
  const twice = head.filter((_, n) => names.indexOf(names[n]!) < n)
  problems.push(...twice.map((cell) => problem(file, cell, `column ${cell.text.trim()} is there twice: keep one`)))
  if (problems.length > 0) return { lines: [], problems }
  const whole = rows.filter((row) => row.length === head.length)
  const others = rows.filter((row) => row.length !== head.length)
  return {
    lines: whole.map((row) => lineOf(row, names)),
    problems: others.map((row) => problem(file, row[0]!, miscounted(row, head))),
  }
}

function miscounted(row: readonly Cell[], head: readonly Cell[]): string {
  return `has ${row.length} cells where the first line has ${head.length}: leave none out, quote texts with separators`
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

/** All rows that hold anything, and where a cell can't be read: what follows it can't be either. */
function rowsOf(text: string): { rows: Cell[][]; bad: Place | null } {
  const rows: Cell[][] = [[]]
  const cellAt = CELLS[/[,;]/.exec(text)?.[0] === ';' ? ';' : ',']
  let [line, start, at] = [1, 0, 0]
  while (at < text.length) {
    cellAt.lastIndex = at
    const match = cellAt.exec(text)
    if (match === null) return { rows, bad: { line, column: at - start + 1 } }
    const cell = { text: match[1]?.replaceAll('""', '"') ?? match[2]!, line, column: at - start + 1 }
    rows.at(-1)!.push(cell)
    at = cellAt.lastIndex
    const breaks = match[0].split('\n').length - 1
    if (breaks > 0) [line, start] = [line + breaks, at]
    if (match[3]!.endsWith('\n')) rows.push([])
    else if (match[3] !== '' && at === text.length) rows.at(-1)!.push({ text: '', line, column: at - start + 1 })
  }
  return { rows: rows.filter((row) => row.some(({ text: said }) => said.trim() !== '')), bad: null }
}
