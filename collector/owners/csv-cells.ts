import type { Said } from './owners-file.ts'
import type { Problems } from './problems.ts'

const LINE_END = /\r\n|\n|\r/y
const QUOTE = '"'

/** Reads the cells of CSV as RFC 4180 has them; bare ones without the spaces around them. Lines may end in any of three ways. */
export class CsvCells {
  readonly #text: string
  readonly #separator: string
  readonly #bare: RegExp
  readonly #problems: Problems
  #at = 0
  #line = 1
  #lineStart = 0

  constructor(text: string, separator: ',' | ';', problems: Problems) {
    this.#text = text
    this.#separator = separator
    this.#bare = separator === ',' ? /[^,\r\n]*/y : /[^;\r\n]*/y
    this.#problems = problems
  }

  /** Row by row; a blank line is a row of one empty cell. */
  *rows(): Generator<readonly Said[]> {
    while (this.#at < this.#text.length) yield this.#row()
  }

  #row(): readonly Said[] {
    const cells = [this.#cell()]
    while (this.#text[this.#at] === this.#separator) {
      this.#at += 1
      cells.push(this.#cell())
    }
    this.#passLineEnd()
    return cells
  }

  #passLineEnd(): void {
    LINE_END.lastIndex = this.#at
    this.#at += LINE_END.exec(this.#text)?.[0].length ?? 0
    this.#line += 1
    this.#lineStart = this.#at
  }

  #cell(): Said {
    while (this.#text[this.#at] === ' ') this.#at += 1
    const place = this.#place()
    return { ...place, text: this.#text[this.#at] === QUOTE ? this.#quoted(place) : this.#plain(place) }
  }

  #plain(place: ReturnType<CsvCells['#place']>): string {
    const text = this.#passBare().trim()
    if (text.includes(QUOTE))
      this.#problems.add(place, 'has a quote inside: put the cell in quotes and double those in it')
    return text
  }

  #quoted(place: ReturnType<CsvCells['#place']>): string {
    const start = this.#at + 1
    const end = this.#closing(start)
    const text = this.#text.slice(start, end).replaceAll('""', QUOTE)
    this.#at = Math.min(end + 1, this.#text.length)
    this.#countLines(start)
    if (end === this.#text.length) this.#problems.add(place, 'opens a quote that nothing closes: add the closing "')
    else if (this.#passBare().trim() !== '')
      this.#problems.add(place, 'goes on after its closing quote: double the quotes that are part of it')
    return text
  }

  /** Where a quoted cell is closed: the first quote that is not doubled, or the end of the text. */
  #closing(start: number): number {
    for (let from = start; ;) {
      const end = this.#text.indexOf(QUOTE, from)
      if (end < 0) return this.#text.length
      if (this.#text[end + 1] !== QUOTE) return end
      from = end + 2
    }
  }

  #countLines(start: number): void {
    for (const { 0: end, index } of this.#text.slice(start, this.#at).matchAll(/\r\n|\n|\r/g)) {
      this.#line += 1
      this.#lineStart = start + index + end.length
    }
  }

  #passBare(): string {
    this.#bare.lastIndex = this.#at
    const passed = this.#bare.exec(this.#text)?.[0] ?? ''
    this.#at += passed.length
    return passed
  }

  #place() {
    return { line: this.#line, column: this.#at - this.#lineStart + 1 }
  }
}
