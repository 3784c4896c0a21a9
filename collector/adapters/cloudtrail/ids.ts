import type { Record } from './record.ts'

const ACCESS_KEY = /^A[KS]IA[0-9A-Z]{12,124}$/
const INSTANCE = /^i-[0-9a-z]{8,32}$/
const ONE_CHARACTER = /^(.)\1*$/
const STAND_IN = /^(?:redacted|hidden_due_to_security_reasons|placeholder|null|none|n\/a)$/i

/** The text, unless it stands in for something that was taken out: it would join strangers. */
export function unlessPlaceholder(text: string | null | undefined): string | undefined {
  if (text == null || text === '' || ONE_CHARACTER.test(text) || STAND_IN.test(text)) return undefined
  return text
}

/** The text, if it looks like an access key id, long-term (AKIA) or temporary (ASIA). */
export function accessKeyId(text: string | null | undefined): string | undefined {
  return text != null && ACCESS_KEY.test(text) ? text : undefined
}

/** The text, if it looks like the id of an EC2 instance. */
export function instanceId(text: string | null | undefined): string | undefined {
  if (text == null || !INSTANCE.test(text) || ONE_CHARACTER.test(text.slice(2))) return undefined
  return text
}

const SERVICE_NAME = /^AWS Internal$|\.amazonaws\.com(?:\.cn)?$|\.aws\.internal$/

/**
 * The service that acts for the caller, if one does (a forward access session, or AWS itself). The key in such a record is
 * held by nobody but AWS: it can't be stolen and has no life of its own.
 */
export function actingService(record: Record): string | undefined {
  const address = record.sourceIPAddress ?? ''
  return record.userIdentity?.invokedBy || (SERVICE_NAME.test(address) ? address : undefined)
}
