import { Structured } from './attributes.ts'
import type { AttributeValue } from './attributes.ts'
import { Damaged, MAX_VALUE_BYTES, shortened } from './text.ts'

/** An array or a map on its way to JSON text. What comes after it is as long as a value may be is not kept. */
export class Nested {
  readonly #brackets: '[]' | '{}'
  #json = ''
  #cut = false
  #deep = false

  constructor(brackets: '[]' | '{}') {
    this.#brackets = brackets
  }

  /** Nothing more is taken: the rest need not be read. */
  get full(): boolean {
    return this.#cut
  }

  /** One item, with its key if this is a map: null is an empty value, undefined one nested too deeply. */
  add(value: AttributeValue | null | undefined, key?: string): void {
    if (value === undefined) this.#deep = true
    else if (this.#json.length > MAX_VALUE_BYTES) this.#cut = true
    else
      this.#json += `${this.#json === '' ? '' : ','}${key === undefined ? '' : `${JSON.stringify(key)}:`}${jsonOf(value)}`
  }

  /** What has come together: undefined if something in it was nested too deeply. */
  value(): Structured | undefined {
    if (this.#deep) return undefined
    const json = shortened(`${this.#brackets[0]}${this.#json}${this.#brackets[1]}`)
    return new Structured(typeof json === 'string' && this.#cut ? new Damaged(json, 'is longer than 4096 bytes') : json)
  }
}

function jsonOf(value: AttributeValue | null): string {
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Structured) return value.json instanceof Damaged ? JSON.stringify(value.json.text) : value.json
  return JSON.stringify(value instanceof Damaged ? value.text : value)
}
