import { ATTRIBUTES, EVENT_NAME_ATTRIBUTES } from '../../schemas/vocabulary.ts'
import type { VocabularyAttribute } from '../../schemas/vocabulary.ts'
import { valueText } from './attributes.ts'
import type { AttributeValue, Attributes } from './attributes.ts'
import type { Draft } from './draft.ts'
import { Damaged } from './text.ts'
import type { Warnings } from './warnings.ts'

/** What was not kept as it was sent. */
const KEPT_WARNINGS = {
  'is not UTF-8': 'an attribute was not UTF-8',
  'is longer than 4096 bytes': 'an attribute was longer than 4096 bytes',
} as const

/** Set where a value was cut (faults: F21). */
const TRUNCATED = 'truncated'

const columns = new Map<string, readonly (keyof Draft)[]>()
for (const [name, attribute] of Object.entries<VocabularyAttribute>(ATTRIBUTES)) {
  if (attribute.columns !== undefined) columns.set(name, attribute.columns)
}
for (const name of EVENT_NAME_ATTRIBUTES) columns.set(name, ['type'])

/** What else is said, by allow-list: all that was read and is in no column. Undefined where that is nothing. */
export function keptAttributes(draft: Draft, from: Attributes, warnings: Warnings): Record<string, string> | undefined {
  const kept: Record<string, string> = {}
  const any = collect(kept, draft, from, warnings)
  return any ? kept : undefined
}

/** The resource's first, then what wins over them. */
function collect(kept: Record<string, string>, draft: Draft, from: Attributes, warnings: Warnings): boolean {
  let any = from.under !== null && collect(kept, draft, from.under, warnings)
  for (const warning of from.warnings) warnings.add(warning)
  for (let index = 0; index < from.ours.length; index += 1) {
    const name = from.ours[index] ?? ''
    if (isInColumn(name, draft)) continue
    keep(kept, name, from.ourValues[index], warnings)
    any = true
  }
  for (let index = 0; index < from.kept.length; index += 1) {
    keep(kept, from.kept[index] ?? '', from.keptValues[index], warnings)
  }
  return any || from.kept.length > 0
}

function isInColumn(name: string, draft: Draft): boolean {
  const taking = columns.get(name)
  return taking !== undefined && taking.some((column) => draft[column] !== undefined)
}

function keep(kept: Record<string, string>, name: string, value: AttributeValue | undefined, warnings: Warnings): void {
  const text = valueText(value ?? '')
  if (!(text instanceof Damaged)) kept[name] = text
  else {
    const isCut = text.fault === 'is longer than 4096 bytes'
    kept[name] = isCut ? withoutLastWord(text.text) : text.text
    warnings.add(KEPT_WARNINGS[text.fault])
    if (isCut) kept[TRUNCATED] = 'true'
  }
}

/** Where words end, in prose, JSON and forms. */
const ENDS = /[\s"',;&]/
/** The longest word that is dropped. */
const LONGEST_WORD = 1_024

/** Half a secret does not look like one: the word in which a text was cut is not kept. */
function withoutLastWord(text: string): string {
  const least = Math.max(0, text.length - LONGEST_WORD)
  for (let end = text.length; end > least; end -= 1) if (ENDS.test(text.charAt(end - 1))) return text.slice(0, end)
  return text
}
