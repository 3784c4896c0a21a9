import { Account } from '../log/account.ts'
import type { Log } from '../log/log.ts'
import type { EventBatch, Stamp } from '../schemas/batch.ts'
import type { LifecycleEvent } from '../schemas/events.ts'
import type { Keyring } from '../schemas/keys.ts'
import { checkEvent } from './check.ts'
import { redactEvent } from './redaction/redact-event.ts'
import type { Intake, RecordOutcome, Translated } from './translated.ts'

/** Until sources authenticate there is one tenant, and every source has authority (semantics: Entities and keys). */
const TENANT = 'default'

export interface IntakeOptions {
  readonly log: Log
  readonly keyring: Keyring
  /** A keyed hash in place of what must not be stored: `hmac:…`. */
  readonly fingerprint: (secret: string) => string
  /** The present moment, ms: events too far ahead of it are rejected. */
  readonly now: () => number
  /** Told what the records of one submission came to. */
  readonly onAccount?: (account: Account) => void
}

/** One event that is fit to be stored, and what identifies it. */
interface Fit {
  readonly event: LifecycleEvent
  readonly stamp: Stamp
}

/** Redacts, checks, stamps and counts what was read, and appends it to the log. */
export function createIntake(options: IntakeOptions): Intake {
  return {
    async submit(source, records) {
      const account = new Account()
      const now = options.now()
      const fit = records.flatMap((record) => fitOf(record, source, now, account, options))
      const write = (batch: EventBatch) => {
        for (const { event, stamp } of fit) batch.push(event, stamp, options.keyring)
      }
      await options.log.append({ write, account })
      options.onAccount?.(account)
    },
  }
}

/** The events of a record that is fit as a whole; none, and counted, where it says nothing of ours or can't be true. */
function fitOf(record: RecordOutcome, source: string, now: number, account: Account, options: IntakeOptions): Fit[] {
  const { outcome } = record
  if (outcome.kind !== 'accepted') {
    account.add(source, outcome.kind, outcome.reason)
    return []
  }
  const redacted = outcome.value.events.map((event) => redactEvent(event, options.fingerprint))
  const refusal = redacted.map(({ event }) => checkEvent(event, now)).find((reason) => reason !== null)
  if (refusal !== undefined) {
    account.add(source, 'rejected', refusal)
    return []
  }
  account.add(source, 'accepted', '')
  for (const warning of outcome.warnings ?? []) account.add(source, 'warning', warning)
  const found = redacted.reduce((secrets, one) => secrets + one.found, 0)
  if (found > 0) account.add(source, 'warning', 'secret redacted', found)
  return redacted.map(({ event }, index) => ({ event, stamp: stampOf(outcome.value, record, source, index) }))
}

function stampOf({ id }: Translated, { bytes }: RecordOutcome, source: string, index: number): Stamp {
  const own = id.length > 0 ? id : ['', bytes ?? '']
  return { tenant: TENANT, source, authority: true, eventId: [TENANT, source, ...own, String(index)] }
}
