import { isPlaceholder } from '../../schemas/placeholder.ts'
import type { AttributeName } from '../../schemas/vocabulary.ts'
import type { Attributes } from './attributes.ts'
import { Damaged, MAX_VALUE_BYTES } from './text.ts'

/** A carrier that can't be believed. The reason is one of few and holds nothing of the record. */
export class Unbelievable extends Error {
  override readonly name = 'Unbelievable'
}

const thrown = new Map<string, Unbelievable>()

/** The error of that reason. The reasons are few, and each is made once: hostile bodies would otherwise pay us for stack traces. */
export function unbelievable(reason: string): Unbelievable {
  const error = thrown.get(reason) ?? new Unbelievable(reason)
  thrown.set(reason, error)
  return error
}

const NUL = '\0'

/**
 * An id, or undefined where none is said. Throws `Unbelievable` where what is said is no id: damaged ids would join strangers,
 * and NUL is what ids are joined by before they are hashed.
 */
export function idSaid(attributes: Attributes, name: AttributeName): string | undefined {
  const value = attributes.get(name)
  if (value === undefined || value === '') return undefined
  if (value instanceof Damaged) throw unbelievable(`${name} ${value.fault}`)
  if (typeof value === 'string') {
    if (value.includes(NUL)) throw unbelievable(`${name} has a NUL`)
    return isPlaceholder(value) ? undefined : value
  }
  if (typeof value === 'bigint') return String(value)
  throw unbelievable(`${name} is not a string`)
}

/** As `idSaid`, where the event means nothing without it. */
export function idNeeded(attributes: Attributes, name: AttributeName): string {
  const id = idSaid(attributes, name)
  if (id === undefined) throw unbelievable(`${name} ${isSaid(attributes, name) ? 'is a placeholder' : 'missing'}`)
  return id
}

/** A word, or undefined where none is said or what is said is none. */
export function wordSaid(attributes: Attributes, name: AttributeName): string | undefined {
  const value = attributes.get(name)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A boolean; the texts `true` and `false` are read as such. */
export function flagSaid(attributes: Attributes, name: AttributeName): boolean | undefined {
  const value = attributes.get(name)
  if (value === true || value === 'true') return true
  return value === false || value === 'false' ? false : undefined
}

/** Whether anything is said under this name. */
export function isSaid(attributes: Attributes, name: AttributeName): boolean {
  const value = attributes.get(name)
  return value !== undefined && value !== ''
}

/** An id that was put together of several. Throws `Unbelievable` where it became longer than an id may be. */
export function bounded(id: string, name: AttributeName): string {
  if (id.length > MAX_VALUE_BYTES) throw unbelievable(`${name} is longer than ${MAX_VALUE_BYTES} bytes`)
  return id
}
