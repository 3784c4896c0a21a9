import type { Attributes } from '@opentelemetry/api'
import { redactNamed, seenName } from '../redaction/named.ts'
import { validityOf } from './moment.ts'
import { complain } from './safely.ts'
import { publicId, publicText } from './secrets.ts'

/** An id as a text: a number is its digits. Null where it says nothing. */
export function idOf(said: unknown): string | null {
  if (typeof said === 'string') return said.trim() === '' ? null : said
  return typeof said === 'bigint' || Number.isFinite(said) ? String(said) : null
}

/** An id of something other than a credential: what looks like a secret is told by its hash. What is no id is complained of. */
export function putId(into: Attributes, name: string, said: unknown): void {
  if (said !== undefined && said !== null && said !== '') putNeededId(into, name, said)
}

/** The same, where the event would mean something else without it; says whether there is one. */
export function putNeededId(into: Attributes, name: string, said: unknown): boolean {
  const id = idOf(said)
  if (id === null) complain(`${name} is no id, and is not told: write a text that is not empty`)
  else into[name] = publicId(id)
  return id !== null
}

/** A text, without what is secret in it; a number is its digits. */
export function putText(into: Attributes, name: string, said: unknown): void {
  if (said === undefined || said === null || said === '') return
  const text = idOf(said)
  if (text === null) complain(`${name} is no text, and is not told`)
  else into[name] = publicText(text)
}

export function putFlag(into: Attributes, name: string, flag: unknown): void {
  if (typeof flag === 'boolean') into[name] = flag
}

/** Texts, in a list or a set; one alone is a list of one. */
export function putTexts(into: Attributes, name: string, said: unknown, make = publicText): void {
  if (said === undefined || said === null) return
  const texts: unknown[] = Array.isArray(said) ? said : said instanceof Set ? [...said] : [said]
  if (texts.length > 0 && texts[0] === said && typeof said !== 'string')
    return complain(`${name} is neither a text nor a list, and is not told`)
  into[name] = texts.filter((text) => typeof text === 'string').map((text) => make(text))
}

/** An end or a beginning of validity. */
export function putTime(into: Attributes, name: string, said: unknown): void {
  if (said === undefined || said === null) return
  const told = validityOf(said, name)
  if (told !== null) into[name] = told
}

/** Whatever somebody else says: attributes of OpenTelemetry's, without what is secret in their names and values. */
export function putAll(into: Attributes, said: Attributes | undefined): void {
  for (const name in said) {
    const [value, key] = [said[name], seenName(name)]
    const shown = publicText(name)
    const make = (text: string) => redactNamed(key, text)?.text ?? publicText(text)
    const first: unknown = Array.isArray(value) ? value[0] : value
    if (typeof value === 'string') into[shown] = make(value)
    else if (typeof first === 'number' && redactNamed(key, first) !== null) into[shown] = make(String(first))
    else if (isPlain(value)) into[shown] = value
    else if (Array.isArray(value)) putList(into, shown, value, make)
  }
}

const isPlain = (value: unknown): value is number | boolean => typeof value === 'number' || typeof value === 'boolean'

/** A list of numbers or of flags is told as it is, of any other its texts. */
function putList(into: Attributes, name: string, list: readonly unknown[], make: typeof publicText): void {
  const [first] = list
  if (isPlain(first) && list.every((one) => typeof one === typeof first)) into[name] = [...list] as number[]
  else putTexts(into, name, list, make)
}
