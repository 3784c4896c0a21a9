import type { Key } from './keys.ts'
import { Damaged } from './text.ts'

/** An array or a map, as JSON text. */
export class Structured {
  readonly json: string | Damaged

  constructor(json: string | Damaged) {
    this.json = json
  }
}

/** What an attribute says. An int is a bigint, a double a number. */
export type AttributeValue = string | boolean | bigint | number | Damaged | Structured

/** How many attributes beside our own a carrier may have (faults: F24); ours are few by themselves. */
export const MAX_KEPT = 128
/** How deep arrays and maps may be nested in a value (faults: F23). */
export const MAX_DEPTH = 8

/** What could not be kept; a warning is counted by its text, so these are all there are of attributes. */
export const ATTRIBUTE_WARNINGS = {
  deep: 'an attribute is nested too deeply',
  many: 'more than 128 attributes',
  longKey: 'the key of an attribute is longer than 256 bytes',
} as const

/** The attributes of one carrier that are of use to us, over those of its span and of its resource. */
export class Attributes {
  /** What these win over. */
  readonly under: Attributes | null
  readonly values = new Map<string, AttributeValue>()
  readonly warnings = new Set<string>()
  #kept = 0

  constructor(under: Attributes | null) {
    this.under = under
  }

  get(name: string): AttributeValue | undefined {
    return this.values.get(name) ?? this.under?.get(name)
  }

  /** Takes one attribute; of a key that comes twice the last. `undefined` is a value nested too deeply. */
  set(key: Key, value: AttributeValue | undefined): void {
    if (value === undefined) this.warnings.add(ATTRIBUTE_WARNINGS.deep)
    else if (key.ours || this.values.has(key.name)) this.values.set(key.name, value)
    else if (this.#kept >= MAX_KEPT) this.warnings.add(ATTRIBUTE_WARNINGS.many)
    else {
      this.#kept += 1
      this.values.set(key.name, value)
    }
  }
}

/** The text that is kept of a value, whatever its type. */
export function valueText(value: AttributeValue): string | Damaged {
  if (value instanceof Structured) return value.json
  return typeof value === 'string' || value instanceof Damaged ? value : String(value)
}
