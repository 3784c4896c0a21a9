import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Node, type YAMLMap } from 'yaml'
import { tooMuch } from './bounds.ts'
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
  const refusal = tooMuch(text, file)
  if (refusal !== null) return { lines: [], problems: [refusal] }
  const counter = new LineCounter()
  // That no key is there twice is looked at below: the parser compares each key with all others.
  const options = { lineCounter: counter, schema: 'failsafe', maxAliasCount: 0, uniqueKeys: false } as const
  const document = parseDocument(text, options as object)
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
  const seen = new Set<string>()
  for (const { key, value } of root.items) {
    const name = scalar(key)
    const place = placeOf(key, counter)
    const section = SECTIONS.find((one) => one === name)
    const isTwice = seen.has(name)
    seen.add(name)
    if (isTwice) problems.push(problem(file, place, `${name} is there twice: put its lines together`))
    else if (section !== undefined && isUnsaid(value)) continue
    else if (section === undefined)
      problems.push(problem(file, place, `there is no ${name} here${nearest(name, SECTIONS)}`))
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
    if (fields.has(scalar(key)))
      problems.push(problem(file, placeOf(key, counter), `${scalar(key)} is there twice: keep one`))
    fields.set(scalar(key), placeOf(value ?? key, counter))
    if (isAlias(value)) problems.push(problem(file, placeOf(value, counter), BARE_STAR))
    if (!isUnsaid(value)) values.push([scalar(key), textOf(value)])
  }
  lines.push({ of, place, fields, values: Object.fromEntries(values) })
}

/** Nothing at all, or one of the words for it, unless in quotes. */
function isUnsaid(node: unknown): boolean {
  if (!isScalar(node)) return node === null || node === undefined
  return node.value === null || (node.type === 'PLAIN' && UNSAID.includes(node.value))
}

/** A text, or a list of them; anything else is an empty map, which no field takes. */
function textOf(node: unknown): unknown {
  if (isAlias(node)) return `*${node.source}`
  if (isSeq(node)) return node.items.map(textOf)
  return isScalar(node) ? node.value : {}
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
