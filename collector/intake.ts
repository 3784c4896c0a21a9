import { Account } from '../log/account.ts'
import type { Log } from '../log/log.ts'
import type { EventBatch } from '../schemas/batch.ts'
import type { Keyring } from '../schemas/keys.ts'
import { rejected } from '../schemas/outcome.ts'
import { checkEvent } from './check.ts'
import { redactEvent } from './redaction/redact-event.ts'
import type { Intake, RecordOutcome } from './translated.ts'

/** Until sources authenticate there is one tenant, and every source has authority (semantics: Entities and keys). */
const TENANT = 'default'

export interface IntakeOptions {
  readonly log: Log
  readonly keyring: Keyring
  /** A keyed hash in place of what must not be stored: `hmac:…`. */
  readonly fingerprint: (secret: string) => string
  /** The present moment, ms: events too far ahead of it are rejected. */
  readonly now: () => number
}

/** Redacts, checks, stamps and counts what was read, and appends it to the log. */
export function createIntake(options: IntakeOptions): Intake {
  return {
    async submit(source, records) {
      const now = options.now()
      const fit = records.map((record) => fitOf(record, now, options))
      const write = (batch: EventBatch) => {
        for (const record of fit) writeRecord(record, source, batch, options.keyring)
      }
      await options.log.append({ write, account: countOutcomes(source, fit) })
      return fit
    },
  }
}

/** A record with its events redacted, or rejected as a whole where one of them can't be true. */
function fitOf(record: RecordOutcome, now: number, options: IntakeOptions): RecordOutcome {
  const { outcome } = record
  if (outcome.kind !== 'accepted') return record
  const redacted = outcome.value.events.map((event) => redactEvent(event, options.fingerprint))
  const refusal = redacted.map(({ event }) => checkEvent(event, now)).find((reason) => reason !== null)
  if (refusal !== undefined) return { ...record, outcome: rejected(refusal) }
  const found = redacted.reduce((secrets, one) => secrets + one.found, 0)
  const warnings = [...(outcome.warnings ?? []), ...Array.from({ length: found }, () => 'secret redacted')]
  const value = { ...outcome.value, events: redacted.map(({ event }) => event) }
  return { ...record, outcome: { kind: 'accepted', value, warnings } }
}

/** Counts what records came to, and what there was to warn of. */
export function countOutcomes(source: string, records: readonly RecordOutcome[]): Account {
  const account = new Account()
  for (const { outcome } of records) {
    account.add(source, outcome.kind, outcome.kind === 'accepted' ? '' : outcome.reason)
    if (outcome.kind === 'accepted')
      for (const warning of outcome.warnings ?? []) account.add(source, 'warning', warning)
  }
  return account
}

/** Writes the events of a record into a batch, each with its stamp. */
function writeRecord({ outcome, bytes }: RecordOutcome, source: string, batch: EventBatch, keyring: Keyring): void {
  if (outcome.kind !== 'accepted') return
  const { id, events } = outcome.value
  const own = id.length > 0 ? id : ['', bytes ?? '']
  events.forEach((event, index) => {
    const eventId = [TENANT, source, ...own, String(index)]
    batch.push(event, { tenant: TENANT, source, authority: true, eventId }, keyring)
  })
}
