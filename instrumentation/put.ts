import type { Attributes } from '@opentelemetry/api'
import { validity } from './moment.ts'
import { complain } from './safely.ts'
import { publicId, publicText } from './secrets.ts'

/** An id of something other than a credential: what looks like a secret is told by its hash. */
export function putId(into: Attributes, name: string, id: unknown): void {
  if (typeof id === 'string' && id !== '') into[name] = publicId(id)
}

/** A text, without what is secret in it. */
export function putText(into: Attributes, name: string, text: unknown): void {
  if (typeof text === 'string' && text !== '') into[name] = publicText(text)
}

export function putFlag(into: Attributes, name: string, flag: unknown): void {
  if (typeof flag === 'boolean') into[name] = flag
}

/** Texts; one alone is a list of one. */
export function putTexts(into: Attributes, name: string, said: unknown, make = publicText): void {
  if (said === undefined || said === null) return
  const texts: unknown[] = Array.isArray(said) ? said : [said]
  into[name] = texts.filter((text) => typeof text === 'string').map((text) => make(text))
}

/** An end or a beginning of validity: a date, RFC 3339, or Unix seconds. What is no time is complained of. */
export function putTime(into: Attributes, name: string, time: Date | number | string | undefined): void {
  if (time === undefined) return
  const told = validity(time)
  if (told === null) complain('a time is none: it is not told')
  else into[name] = typeof told === 'string' ? publicText(told) : told
}

/** Whatever somebody else says: attributes of OpenTelemetry's, without what is secret in their names and values. */
export function putAll(into: Attributes, said: Attributes | undefined): void {
  for (const name in said) {
    const value = said[name]
    if (typeof value === 'string') into[publicText(name)] = publicText(value)
    else if (typeof value === 'number' || typeof value === 'boolean') into[publicText(name)] = value
    else if (Array.isArray(value)) putTexts(into, publicText(name), value)
  }
}
