/** What of one carrier could not be used or kept, each said once. Most carriers have none, and cost nothing here. */
export class Warnings {
  #said: readonly string[] | undefined

  add(warning: string): void {
    if (this.#said === undefined) this.#said = [warning]
    else if (!this.#said.includes(warning)) this.#said = [...this.#said, warning]
  }

  /** Undefined where there are none. */
  all(): readonly string[] | undefined {
    return this.#said
  }
}
