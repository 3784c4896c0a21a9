import { Account } from '../log/account.ts'
import type { Log } from '../log/log.ts'
import type { EventBatch } from '../schemas/batch.ts'
import type { Keyring } from '../schemas/keys.ts'
import type { LifecycleEvent } from '../schemas/events.ts'
import { rejected } from '../schemas/outcome.ts'
import { formatRfc3339, toMillis } from '../schemas/time.ts'
import { checkEvent } from './check.ts'
import { redactEvent } from './redact-event.ts'
import { TENANT } from './tenant.ts'
import { createRejecting } from './rejecting.ts'
import type { Intake, RecordOutcome } from './translated.ts'

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
  const reject = createRejecting(options.keyring)
  return {
    submit(source, records, place = '') {
      const now = options.now()
      const fit = records.map((record) => fitOf(record, now, options))
      const write = (batch: EventBatch) => {
        for (const record of fit) writeRecord(record, source, batch, options.keyring)
      }
      const rejections = reject(fit, { source, place, now })
      const appended = options.log.append({ write, account: countOutcomes(source, fit), rejections })
      return after(appended, fit.map(withoutRaw))
    },
  }
}

/** A function of its own, so that nobody who waits for ClickHouse holds the bodies of rejected records meanwhile. */
const after = <T>(done: Promise<void>, value: T): Promise<T> => done.then(() => value)

const withoutRaw = (record: RecordOutcome): RecordOutcome =>
  record.outcome.kind === 'rejected' ? { outcome: record.outcome } : record

/** A record with its events redacted, or rejected as a whole where one of them can't be true. */
function fitOf(record: RecordOutcome, now: number, options: IntakeOptions): RecordOutcome {
  const { outcome } = record
  if (outcome.kind !== 'accepted') return record
  const redacted = outcome.value.events.map((event) => redactEvent(event, options.fingerprint))
  const refused = redacted.map(({ event }) => ({ event, reason: checkEvent(event, now) })).find(isRefused)
  if (refused !== undefined) return refusedOf(record, outcome.value.id, refused)
  const found = redacted.reduce((secrets, one) => secrets + one.found, 0)
  const warnings = [...(outcome.warnings ?? []), ...Array.from({ length: found }, () => 'secret redacted')]
  const value = { ...outcome.value, events: redacted.map(({ event }) => event) }
  return { ...record, outcome: { kind: 'accepted', value, warnings } }
}

interface Refused {
  readonly event: LifecycleEvent
  readonly reason: string
}

const isRefused = (checked: { event: LifecycleEvent; reason: string | null }): checked is Refused =>
  checked.reason !== null

function refusedOf(record: RecordOutcome, id: readonly string[], { event, reason }: Refused): RecordOutcome {
  const trace = event.trace_id === undefined ? '' : `, trace ${event.trace_id}`
  const where = record.detail === undefined ? '' : `${record.detail}: `
  const detail = `${where}${event.type} of ${formatRfc3339(toMillis(event.time))}${trace}`
  return { raw: id.join('\0'), ...record, detail, outcome: rejected(reason) }
}

/** Counts what records came to, and what there was to warn of. */
export function countOutcomes(source: string, records: readonly RecordOutcome[]): Account {
  const account = new Account()
  for (const { outcome } of records) {
    const reason = outcome.kind === 'accepted' ? '' : outcome.reason
    account.add(source, outcome.kind, reason, outcome.kind === 'warning' ? outcome.times : 1)
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
