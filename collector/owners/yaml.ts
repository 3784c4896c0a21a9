import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Node, type YAMLMap } from 'yaml'
import type { Place, Placed } from './problems.ts'
import { nearest, problem } from './problems.ts'

/** One line of a file, as it was written: texts by name, and where they stand. */
export interface Line extends Placed {
  readonly of: 'owners' | 'people'
  readonly values: Readonly<Record<string, unknown>>
}

export interface Lines {
  readonly lines: readonly Line[]
  readonly problems: readonly string[]
}

const BARE_STAR = "a bare * begins an alias in YAML, and none is read here: put the text in quotes, '*…'"
const UNSAID: readonly unknown[] = ['', '~', 'null']

const SECTIONS = ['owners', 'people'] as const

/** The lines of a YAML file of owners. Times stay texts. */
export function yamlLines(text: string, file: string): Lines {
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter, schema: 'failsafe', maxAliasCount: 0 } as object)
  const problems = document.errors.map(({ code, pos, message }) =>
    problem(file, placeAt(counter, pos[0]), code === 'BAD_ALIAS' ? BARE_STAR : message.split('\n')[0]!),
  )
  if (problems.length > 0) return { lines: [], problems }
  if (!isMap(document.contents))
    return { lines: [], problems: [problem(file, { line: 1, column: 1 }, 'holds no owners: or people: list')] }
  return sections(document.contents, file, counter)
}

function sections(root: YAMLMap, file: string, counter: LineCounter): Lines {
  const lines: Line[] = []
  const problems: string[] = []
  for (const { key, value } of root.items) {
    const name = scalar(key)
    const place = placeOf(key, counter)
    const section = SECTIONS.find((one) => one === name)
    if (section === undefined) problems.push(problem(file, place, `there is no ${name} here${nearest(name, SECTIONS)}`))
    else if (!isSeq(value)) problems.push(problem(file, place, `${section} is no list: begin each line with a dash`))
    else for (const item of value.items) collect(item, section, lines, problems, file, counter)
  }
  return { lines, problems }
}

function collect(
  item: unknown,
  of: Line['of'],
  lines: Line[],
  problems: string[],
  file: string,
  counter: LineCounter,
): void {
  const place = placeOf(item, counter)
  if (!isMap(item))
    return void problems.push(problem(file, place, `a line of ${of} names its fields: match: …, owner: …`))
  const fields = new Map<string, Place>()
  const values: [string, unknown][] = []
  for (const { key, value } of item.items) {
    fields.set(scalar(key), placeOf(value ?? key, counter))
    if (isAlias(value)) problems.push(problem(file, placeOf(value, counter), BARE_STAR))
    const text = isScalar(value) ? value.value : value
    const unsaid = text === null || (isScalar(value) && value.type === 'PLAIN' && UNSAID.includes(text))
    if (!unsaid) values.push([scalar(key), isAlias(value) ? `*${value.source}` : text])
  }
  lines.push({ of, place, fields, values: Object.fromEntries(values) })
}

function scalar(node: unknown): string {
  return isScalar(node) ? String(node.value) : ''
}

function placeOf(node: unknown, counter: LineCounter): Place {
  return placeAt(counter, (node as Node | null)?.range?.[0] ?? 0)
}

function placeAt(counter: LineCounter, offset: number): Place {
  const { line, col } = counter.linePos(offset)
  return { line: Math.max(1, line), column: Math.max(1, col) }
}
