/** Of so many it is known at the least, and of twice as many at the most. */
const FEWEST = 1_024

/** What was said of names lately: what was not asked for in a long while is forgotten, half of it at a time. */
export class Recent<V> {
  #young = new Map<string, V>()
  #old: ReadonlyMap<string, V> = new Map()

  get(name: string): V | undefined {
    const found = this.#young.get(name)
    if (found !== undefined) return found
    const kept = this.#old.get(name)
    if (kept !== undefined) this.set(name, kept)
    return kept
  }

  set(name: string, value: V): void {
    if (this.#young.size >= FEWEST) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(name, value)
  }

  clear(): void {
    this.#young = new Map()
    this.#old = new Map()
  }
}
