import type { Place } from './owners-file.ts'

const MOST_SHOWN = 60

/** Everything that is wrong with a file, each with its place and the way to right it. */
export class Problems {
  readonly #file: string
  readonly #found: (Place & { readonly text: string })[] = []

  constructor(file: string) {
    this.#file = file
  }

  get none(): boolean {
    return this.#found.length === 0
  }

  add({ line, column }: Place, text: string): void {
    this.#found.push({ line, column, text })
  }

  /** In the file's order, each once: `owners.yaml:3:12: …`. */
  get texts(): string[] {
    const sorted = this.#found.sort((one, other) => one.line - other.line || one.column - other.column)
    return [...new Set(sorted.map(({ line, column, text }) => `${this.#file}:${line}:${column}: ${text}`))]
  }
}

/** A text of the file as it is shown: quoted, cut, and without control characters. */
export function shown(text: string): string {
  const cut = text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text
  return JSON.stringify(cut.toWellFormed()).replace(/[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, '\uFFFD')
}

/** Names as a sentence has them. */
export function listed(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ')
}
