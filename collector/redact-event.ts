import { EVENT_COLUMNS, type LifecycleEvent } from '../schemas/events.ts'
import { redactNamed, seenName } from '../redaction/named.ts'
import { redact } from '../redaction/redact.ts'

export interface RedactedEvent {
  readonly event: LifecycleEvent
  /** How many secrets were taken out or fingerprinted. */
  readonly found: number
}

/** Columns by which events are joined: a fingerprint still joins what belongs together, a redaction would join strangers. */
const JOINED: ReadonlySet<string> = new Set([
  'record_id',
  'credential_id',
  'parent_id',
  'workload_id',
  'presenter_id',
  'identity',
  'owner_id',
])

/** Every column of free text that an adapter may say. */
const TEXTS: readonly string[] = Object.entries(EVENT_COLUMNS)
  .filter(([, { storage, origin }]) => origin === 'said' && (storage === 'text' || storage === 'word'))
  .map(([name]) => name)

/**
 * The event without secrets: in ids they become fingerprints, everywhere else `[redacted:<kind>]`. The event itself where there
 * are none.
 */
export function redactEvent(event: LifecycleEvent, fingerprint: (text: string) => string): RedactedEvent {
  const columns = redactedColumns(event, fingerprint)
  const attributes = redactedAttributes(event.attributes)
  const found = columns.found + attributes.found
  if (found === 0) return { event, found }
  const changed = attributes.found === 0 ? columns.changed : { ...columns.changed, attributes: attributes.changed }
  return { event: { ...event, ...changed }, found }
}

function redactedColumns(event: LifecycleEvent, fingerprint: (text: string) => string) {
  const changed: { [column: string]: string } = {}
  let found = 0
  const said: { readonly [column: string]: unknown } = event
  for (const name of TEXTS) {
    const text = said[name]
    if (typeof text !== 'string') continue
    const redacted = redact(text)
    if (redacted.found === 0) continue
    found += redacted.found
    changed[name] = JOINED.has(name) ? fingerprint(text) : redacted.text
  }
  return { changed, found }
}

function redactedAttributes(attributes: LifecycleEvent['attributes'] = {}) {
  let found = 0
  const entries = Object.entries(attributes).map(([name, value]) => {
    const key = seenName(name)
    const kept = redactNamed(key, value) ?? redact(value)
    found += key.found + kept.found
    return [key.text, kept.text] as const
  })
  return { changed: found === 0 ? attributes : Object.fromEntries(entries), found }
}
