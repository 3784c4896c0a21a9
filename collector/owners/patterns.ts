import { matches } from '../../schemas/policy.ts'

/** Patterns in which `*` stands for any text, found by what they begin or end with: a text is compared with few of many. */
export class Patterns {
  readonly #exact = new Map<string, number[]>()
  readonly #beginnings = new Affixes((text, length) => text.slice(0, length))
  readonly #endings = new Affixes((text, length) => text.slice(text.length - length))
  readonly #patterns: readonly string[]

  constructor(patterns: readonly string[]) {
    this.#patterns = patterns
    patterns.forEach((pattern, n) => this.#add(pattern, n))
  }

  /** The positions of all patterns that match, ascending. */
  matching(text: string): number[] {
    const candidates = [...this.#beginnings.of(text), ...this.#endings.of(text)]
    const found = candidates.filter((n) => matches(this.#patterns[n]!, text))
    return [...found, ...(this.#exact.get(text) ?? [])].sort((one, other) => one - other)
  }

  #add(pattern: string, n: number): void {
    const first = pattern.indexOf('*')
    if (first < 0) return push(this.#exact, pattern, n)
    const ending = pattern.slice(pattern.lastIndexOf('*') + 1)
    if (first >= ending.length) this.#beginnings.add(pattern.slice(0, first), n)
    else this.#endings.add(ending, n)
  }
}

/** What patterns begin with, or end with. */
class Affixes {
  readonly #places = new Map<string, number[]>()
  readonly #lengths = new Set<number>()
  readonly #cut: (text: string, length: number) => string

  constructor(cut: (text: string, length: number) => string) {
    this.#cut = cut
  }

  add(affix: string, n: number): void {
    this.#lengths.add(affix.length)
    push(this.#places, affix, n)
  }

  of(text: string): number[] {
    const fitting = [...this.#lengths].filter((length) => length <= text.length)
    return fitting.flatMap((length) => this.#places.get(this.#cut(text, length)) ?? [])
  }
}

function push(places: Map<string, number[]>, key: string, n: number): void {
  const there = places.get(key)
  if (there === undefined) places.set(key, [n])
  else there.push(n)
}
