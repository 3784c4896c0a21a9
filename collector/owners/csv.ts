import { nearest, placed, problem, type Path, type Place } from '../yaml/problems.ts'
import type { Tree } from '../yaml/tree.ts'

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

/** A file of owners as CSV: the first line names the columns; a row with a match is an assignment, any other is about a person. */
export function readCsv(text: string, file: string): Tree {
  const { rows: all, bad } = rowsOf(text)
  const [head = [], ...rows] = all
  const problems = bad === null ? wrongNames(head, file) : [problem(file, bad, BAD_CELL)]
  if (problems.length > 0) return { value: undefined, problems, where: () => null }
  const names = head.map(nameOf)
  const lines = rows.filter((row) => row.length === head.length).map((row) => lineOf(row, names))
  const of = Map.groupBy(lines, ({ values }) => (isAssignment(values) ? 'owners' : 'people'))
  const others = rows.filter((row) => row.length !== head.length)
  return {
    value: Object.fromEntries([...of].map(([name, some]) => [name, some.map(({ values }) => values)])),
    problems: others.map((row) => problem(file, row[0]!, miscounted(row, head))),
    where: ([section, n, field]: Path) => {
      const line = of.get(section as 'owners' | 'people')?.[Number(n)]
      const place = field === undefined ? line?.place : line?.fields.get(String(field))
      return place === undefined ? null : placed(file, place)
    },
  }
}

const nameOf = ({ text }: Cell) => text.trim().toLowerCase()

function wrongNames(head: readonly Cell[], file: string): string[] {
  const names = head.map(nameOf)
  const unknown = head
    .filter((_, n) => !COLUMNS.includes(names[n]!))
    .map((cell) => problem(file, cell, `there is no column ${cell.text.trim()}${nearest(cell.text.trim(), COLUMNS)}`))
  const twice = head.filter((_, n) => names.indexOf(names[n]!) < n)
  return [
    ...unknown,
    ...twice.map((cell) => problem(file, cell, `column ${cell.text.trim()} is there twice: keep one`)),
  ]
}

function miscounted(row: readonly Cell[], head: readonly Cell[]): string {
  return `has ${row.length} cells where the first line has ${head.length}: leave none out, quote texts with separators`
}

interface Line {
  readonly place: Place
  readonly fields: ReadonlyMap<string, Place>
  readonly values: Readonly<Record<string, string>>
}

function lineOf(row: readonly Cell[], names: readonly string[]): Line {
  const said = row.map((cell, n) => [names[n]!, cell] as const).filter(([, { text }]) => text.trim() !== '')
  const values = Object.fromEntries(said.map(([name, { text }]) => [name, text.trim()]))
  return { place: row[0]!, fields: new Map(said), values }
}

function isAssignment(values: Line['values']): boolean {
  return 'match' in values || !PRESENCE.some((name) => name in values)
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
