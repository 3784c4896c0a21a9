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
const MAX_KEPT = 128
/** How deep arrays and maps may be nested in a value (faults: F23). */
export const MAX_DEPTH = 8

/** What could not be kept; a warning is counted by its text, so these are all there are of attributes. */
export const ATTRIBUTE_WARNINGS = {
  deep: 'an attribute is nested too deeply',
  many: 'more than 128 attributes',
  longKey: 'the key of an attribute is longer than 256 bytes',
} as const

/**
 * The attributes of one carrier that are of use to us, over those of its span and of its resource. Lists, because they are
 * short, are written once and are many: a map of each carrier costs more than all that is looked up in it.
 */
export class Attributes {
  /** What these win over. */
  readonly under: Attributes | null
  readonly ours: string[] = []
  readonly ourValues: AttributeValue[] = []
  readonly kept: string[] = []
  readonly keptValues: AttributeValue[] = []
  warnings: readonly string[] = NO_WARNINGS

  constructor(under: Attributes | null) {
    this.under = under
  }

  /** What is said under a name of the vocabulary. */
  get(name: string): AttributeValue | undefined {
    return this.own(name) ?? this.under?.get(name)
  }

  /** The same, of the carrier alone. */
  own(name: string): AttributeValue | undefined {
    for (let index = 0; index < this.ours.length; index += 1) {
      if (this.ours[index] === name) return this.ourValues[index]
    }
    return undefined
  }

  /** Takes one attribute; of a key that comes twice the last. `undefined` is a value nested too deeply. */
  set(key: Key, value: AttributeValue | undefined): void {
    if (value === undefined) this.warn(ATTRIBUTE_WARNINGS.deep)
    else if (key.ours) put(this.ours, this.ourValues, key.name, value)
    else if (this.kept.length < MAX_KEPT || this.kept.includes(key.name))
      put(this.kept, this.keptValues, key.name, value)
    else this.warn(ATTRIBUTE_WARNINGS.many)
  }

  warn(warning: string): void {
    if (!this.warnings.includes(warning)) this.warnings = [...this.warnings, warning]
  }
}

const NO_WARNINGS: readonly string[] = []

function put(names: string[], values: AttributeValue[], name: string, value: AttributeValue): void {
  const index = names.indexOf(name)
  if (index < 0) names.push(name)
  values[index < 0 ? names.length - 1 : index] = value
}

/** The text that is kept of a value, whatever its type. */
export function valueText(value: AttributeValue): string | Damaged {
  if (typeof value === 'string') return value
  if (value instanceof Structured) return value.json
  return value instanceof Damaged ? value : String(value)
}
