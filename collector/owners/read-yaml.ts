import { isAlias, isMap, isScalar, isSeq, type Alias, type ParsedNode } from 'yaml'
import { composeYaml, type ComposedYaml } from './compose-yaml.ts'
import { meantName } from './names.ts'
import { KEYS, LISTS, type Entry, type ListName, type Said } from './owners-file.ts'
import { listed, type Problems } from './problems.ts'

const FORMATS = 'begin with `owners:` or `people:`, or with a CSV header such as match,owner,kind,from,until'
const UNSAID: readonly string[] = ['', '~', 'null', 'Null', 'NULL']

type Node = ParsedNode | null

/** What the lists of a YAML text say. */
export function readYaml(text: string, problems: Problems): readonly Entry[] {
  const yaml = composeYaml(text, problems)
  return yaml === null ? [] : new YamlReader(yaml, problems).entries()
}

class YamlReader {
  readonly #yaml: ComposedYaml
  readonly #problems: Problems

  constructor(yaml: ComposedYaml, problems: Problems) {
    this.#yaml = yaml
    this.#problems = problems
  }

  entries(): readonly Entry[] {
    const { contents } = this.#yaml
    if (contents === null || isUnsaid(contents)) return this.#refuse(contents, `is empty: ${FORMATS}`)
    if (!isMap(contents)) return this.#refuse(contents, `is no owners file: ${FORMATS}`)
    const lists = this.#members(contents, LISTS)
    if (lists.length === 0) return this.#refuse(contents, `says nothing: ${FORMATS}`)
    return lists.flatMap(([name, value]) => this.#listEntries(name, value))
  }

  #listEntries(name: string, value: Node): readonly Entry[] {
    const list = LISTS.find((known) => known === name)
    if (list === undefined || isUnsaid(value)) return []
    if (!isSeq(value)) return this.#refuse(value, `${listed([name])} is no list: begin each entry with "- "`)
    return value.items.flatMap((item) => this.#entry(list, item as Node))
  }

  #entry(list: ListName, item: Node): readonly Entry[] {
    if (!isMap(item))
      return this.#refuse(item, `is no entry: write ${listed(KEYS[list])}, as in \`owner: team-payments\``)
    const members = this.#members(item as ParsedNode, KEYS[list])
    const said = members.map(([name, value]): [string, readonly Said[]] => [name, this.#texts(name, value)])
    return [{ list, ...this.#yaml.placeOf(item), said: new Map(said.filter(([, texts]) => texts.length > 0)) }]
  }

  /** The members of a map by the name that was meant. */
  #members(map: ParsedNode, names: readonly string[]): [name: string, value: Node][] {
    const taken: string[] = []
    if (!isMap(map)) return []
    return map.items.flatMap(({ key, value }): [string, Node][] => {
      const said = isScalar(key) ? this.#said(key as ParsedNode) : null
      if (said === null) return this.#refuse(key as Node, `is no key: write one of ${listed(names)}`)
      const name = meantName(said, names, taken, 'key', this.#problems)
      taken.push(name)
      return [[name, value as Node]]
    })
  }

  /** One text; several for when somebody came and went. */
  #texts(name: string, value: Node): readonly Said[] {
    const many = name === 'departed' || name === 'returned'
    if (!many || !isSeq(value)) return this.#text(name, value, many)
    return value.items.flatMap((item) => this.#text(name, item as Node, false))
  }

  #text(name: string, value: Node, many: boolean): readonly Said[] {
    if (isUnsaid(value)) return []
    if (isAlias(value)) return this.#refuse(value, aliasProblem(value))
    if (isScalar(value)) return [this.#said(value)]
    return this.#refuse(value, `${listed([name])} is not a text: write one${many ? ', or a list of them' : ''}`)
  }

  #said(scalar: ParsedNode): Said {
    const text = isScalar(scalar) && typeof scalar.value === 'string' ? scalar.value : ''
    return { text, ...this.#yaml.placeOf(scalar) }
  }

  #refuse(node: Node, problem: string): [] {
    this.#problems.add(this.#yaml.placeOf(node), problem)
    return []
  }
}

/** Nothing, or a bare word for it. */
function isUnsaid(node: Node): boolean {
  return node === null || (isScalar(node) && node.type === 'PLAIN' && UNSAID.includes(node.source))
}

function aliasProblem({ source }: Alias): string {
  return `a bare * begins an alias in YAML, and none is read here: put the text in quotes: '*${source.slice(0, 60)}'`
}
