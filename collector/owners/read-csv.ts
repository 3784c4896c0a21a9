import { CsvCells } from './csv-cells.ts'
import { KEYS, LISTS, type Entry, type ListName, type Said } from './owners-file.ts'
import { meantName } from './names.ts'
import { listed, type Problems } from './problems.ts'

const COLUMNS: readonly string[] = [...new Set(LISTS.flatMap((list) => KEYS[list]))]
const OF_ASSIGNMENTS = ['kind', 'from', 'until'] as const

/** What the rows say: with `match` an assignment, with `departed` or `returned` about a person; a row may be both. */
export function readCsv(text: string, problems: Problems): readonly Entry[] {
  const rows = new CsvCells(text, separatorOf(text), problems).rows().filter((row) => !isBlank(row))
  const header = rows.next().value
  if (header === undefined) return []
  const names = namesOf(header, problems)
  return rows.flatMap((row) => entriesOf(row, names, problems)).toArray()
}

function isBlank(row: readonly Said[]): boolean {
  return row.every(({ text }) => text === '')
}

/** The separator that comes first: no column has one in its name. */
function separatorOf(text: string): ',' | ';' {
  return /[,;]/.exec(text)?.[0] === ';' ? ';' : ','
}

function namesOf(header: readonly Said[], problems: Problems): readonly string[] {
  const names: string[] = []
  for (const cell of header) names.push(meantName(cell, COLUMNS, names, 'column', problems))
  if (!names.includes('owner')) problems.add(header[0]!, 'has no column `owner`: add it to the header')
  if (!names.some((name) => ['match', 'departed', 'returned'].includes(name)))
    problems.add(header[0]!, 'has neither a column `match` nor `departed` or `returned`: add one to the header')
  return names
}

function entriesOf(row: readonly Said[], names: readonly string[], problems: Problems): readonly Entry[] {
  if (row.length !== names.length) {
    const says = `has ${row.length} cells where the header has ${names.length}`
    problems.add(row[0]!, `${says}: leave none out, and quote texts in which a separator is`)
    return []
  }
  const said = new Map(names.map((name, n): [string, Said] => [name, row[n]!]).filter(([, { text }]) => text !== ''))
  const about = LISTS.filter((list) => (list === 'owners' ? said.has('match') : isAboutPerson(said)))
  if (about.length === 0)
    problems.add(row[0]!, 'says neither `match` nor `departed` or `returned`: give one, or delete it')
  if (about.length > 0 && !said.has('match')) refuse(OF_ASSIGNMENTS, said, problems)
  return about.map((list) => entryOf(list, row[0]!, said))
}

function isAboutPerson(said: ReadonlyMap<string, Said>): boolean {
  return said.has('departed') || said.has('returned')
}

function refuse(names: readonly string[], said: ReadonlyMap<string, Said>, problems: Problems): void {
  const without = 'needs a `match` in its row: give one, or leave this cell empty'
  for (const name of names) if (said.has(name)) problems.add(said.get(name)!, `${listed([name])} ${without}`)
}

function entryOf(list: ListName, { line, column }: Said, said: ReadonlyMap<string, Said>): Entry {
  const own = KEYS[list].filter((key) => said.has(key)).map((key): [string, Said[]] => [key, [said.get(key)!]])
  return { list, line, column, said: new Map(own) }
}
