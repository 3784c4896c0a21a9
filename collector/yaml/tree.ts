import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node, type Pair } from 'yaml'
import { tooMuch } from './bounds.ts'
import { placed, type Path, type Place, type Where } from './problems.ts'

/** A text as texts, lists and maps, nothing else, and where each of them stands. */
export interface Tree {
  /** Undefined where nothing is said. */
  readonly value: unknown
  readonly problems: readonly string[]
  readonly where: Where
}

const ALIAS = "a bare * begins an alias in YAML, and none is read here: put the text in quotes, '*…'"
const ANCHOR = 'a bare & begins an anchor in YAML, and none is read here: put the text in quotes'
const TAG = 'a bare ! begins a tag in YAML, and none is read here: put the text in quotes'
const SECOND =
  'a second document begins here, and one is read: make one of both, without a line --- or ... between, or two files'
const UNSAID: readonly unknown[] = ['', '~', 'null']
/** What we say of the parser's errors, where its own words are for programmers. */
const OWN_WORDS: Readonly<Record<string, string>> = { BAD_ALIAS: ALIAS, MULTIPLE_DOCS: SECOND }
const START: Place = { line: 1, column: 1 }

/** Reads YAML. Numbers, truths and times stay texts; what is said in no words is left out. Each problem names file, line and column. */
export function readTree(text: string, file: string): Tree {
  const refusal = tooMuch(text, file)
  if (refusal !== null) return { value: undefined, problems: [refusal], where: () => null }
  const counter = new LineCounter()
  // That no name is there twice is looked at below: the parser compares each with all others.
  const options = { lineCounter: counter, schema: 'failsafe', maxAliasCount: 0, uniqueKeys: false } as const
  const document = parseDocument(text, options as object)
  const reader = new Reader(file, counter)
  for (const { code, pos, message } of document.errors)
    reader.complain(pos[0], OWN_WORDS[code] ?? message.split('\n')[0]!.replace(/ at line.*/, ''))
  const value = reader.problems.length > 0 ? undefined : reader.value(document.contents)
  return { value, problems: reader.problems, where: (path, of) => reader.where(document, path, of) }
}

class Reader {
  readonly problems: string[] = []
  readonly #file: string
  readonly #counter: LineCounter

  constructor(file: string, counter: LineCounter) {
    this.#file = file
    this.#counter = counter
  }

  complain(offset: number, what: string): void {
    this.problems.push(`${this.#at(offset)}: ${what}`)
  }

  value(node: unknown): unknown {
    this.#refuse(node)
    if (isMap(node)) return this.#map(node.items)
    if (isAlias(node)) return `*${node.source}`
    if (isSeq(node)) return node.items.map((item) => this.value(item) ?? '')
    return isUnsaid(node) || !isScalar(node) ? undefined : node.value
  }

  #refuse(node: unknown): void {
    if (isAlias(node)) return this.complain(offsetOf(node), ALIAS)
    const { anchor, tag } = (node ?? {}) as { anchor?: string; tag?: string }
    if (anchor !== undefined) this.complain(offsetOf(node), ANCHOR)
    if (tag !== undefined) this.complain(offsetOf(node), TAG)
  }

  #map(pairs: readonly Pair[]): object {
    const said = new Map<string, unknown>()
    const names = new Set<string>()
    for (const { key, value } of pairs) {
      const name = nameOf(key)
      if (name === null) this.complain(offsetOf(key ?? value), 'a name is one text')
      else if (names.has(name)) this.complain(offsetOf(key), `${name} is there twice: keep one`)
      // What objects inherit from: no schema would see it.
      else if (name === '__proto__') this.complain(offsetOf(key), `there is no ${name} here`)
      else said.set(name, this.value(value))
      if (name !== null) names.add(name)
    }
    return Object.fromEntries([...said].filter(([, value]) => value !== undefined))
  }

  where(document: Document, path: Path, of?: 'name'): string | null {
    let node: unknown = document.contents
    let offset = offsetOf(node)
    for (const part of path) {
      const pair = isMap(node) ? node.items.find(({ key }) => nameOf(key) === part) : undefined
      const item = isSeq(node) ? node.items[Number(part)] : pair?.value
      if (item === undefined && pair === undefined) return null
      offset = offsetOf(of === 'name' ? (pair?.key ?? item) : (item ?? pair?.key))
      node = item
    }
    return this.#at(offset)
  }

  #at(offset: number): string {
    const { line, col } = this.#counter.linePos(offset)
    return placed(this.#file, line < 1 ? START : { line, column: col })
  }
}

const offsetOf = (node: unknown) => (node as Node | null)?.range?.[0] ?? 0

const nameOf = (node: unknown) => (isScalar(node) ? String(node.value) : null)

/** Nothing at all, or one of the words for it, unless in quotes. */
function isUnsaid(node: unknown): boolean {
  if (!isScalar(node)) return node === null || node === undefined
  return node.value === null || (node.type === 'PLAIN' && UNSAID.includes(node.value))
}
