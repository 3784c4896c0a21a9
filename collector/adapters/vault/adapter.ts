import { unlessPlaceholder } from '../../../schemas/placeholder.ts'
import { ignored, rejected, type Outcome } from '../../../schemas/outcome.ts'
import { parseRfc3339 } from '../../../schemas/time.ts'
import type { Adapter, Translated } from '../../translated.ts'
import { accessor } from './ids.ts'
import { expiryOf, issuancesOf } from './issuances.ts'
import { looksLikeEntry, lookalikeOf } from './lookalikes.ts'
import { hasFailed } from './outcomes.ts'
import { Entry } from './record.ts'
import { revocationsOf } from './revocations.ts'
import type { Told } from './told.ts'
import { usesOf } from './uses.ts'

/** The entries of Vault's and OpenBao's audit devices: which token asked for what, and which tokens and leases were answered. */
export const vault: Adapter = { name: 'vault', recognises, translate }

function recognises(record: unknown): boolean {
  return looksLikeEntry(record) || lookalikeOf(record) !== null
}

function translate(record: unknown, source: string = vault.name): Outcome<Translated> {
  const entry = Entry.safeParse(record)
  if (!looksLikeEntry(record) || !entry.success) {
    return lookalikeOf(record) ?? rejected('not an entry of a Vault audit device')
  }
  if (!entry.data.time) return rejected('no time: the audit device leaves it out')
  const time = parseRfc3339(entry.data.time)
  return time === null ? rejected('time is not a time') : translateEntry(entry.data, time, `vault:${source}`)
}

function translateEntry(entry: Entry, time: bigint, issuer: string): Outcome<Translated> {
  const id = unlessPlaceholder(entry.request.id)
  const told = { entry, issuer, common: id === undefined ? { time } : { time, record_id: id } }
  const events = eventsOf(told)
  if (events.length === 0) return ignored(reasonOf(entry))
  const value = { id: id === undefined ? [] : [id, entry.type], events }
  const warnings = warningsOf(told)
  return { kind: 'accepted', value, ...(warnings.length > 0 && { warnings }) }
}

/** Effects are the answer's, at its time. */
function eventsOf(told: Told) {
  if (told.entry.type === 'request') return usesOf(told)
  return [usesOf, issuancesOf, revocationsOf].flatMap((read) => read(told))
}

function reasonOf(entry: Entry): string {
  const isKnown = accessor(entry.request.client_token_accessor) !== undefined
  return isKnown && hasFailed(entry) ? 'a failed answer: the use is its request’s' : 'names no token or lease'
}

function warningsOf(told: Told): string[] {
  const auth = told.entry.response?.auth
  if (accessor(auth?.accessor) === undefined || auth == null) return []
  return expiryOf(told, auth) === undefined ? ['the lifetime of a token is not said: its expiry is unknown'] : []
}
