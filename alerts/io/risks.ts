import type { DatabaseSync } from 'node:sqlite'
import { SEVERITIES, type Severity } from '../../schemas/policy.ts'
import { isOpen, type Alert } from '../alert.ts'
import type { Millis } from '../../schemas/time.ts'

const INDEX = "CREATE INDEX IF NOT EXISTS finding_subject ON finding (json_extract(alert, '$.subject')) WHERE over = 0"

/** How bad it is with a subject, over all findings that are known of it, wherever they are told. */
export class Risks {
  readonly #open

  constructor(database: DatabaseSync) {
    database.exec(INDEX)
    this.#open = database.prepare(
      "SELECT alert FROM finding WHERE over = 0 AND json_extract(alert, '$.subject') = ? AND json_extract(alert, '$.kind') = ? AND json_extract(alert, '$.issuer') = ? AND json_extract(alert, '$.tenant') = ?",
    )
  }

  /** The worst that is open of a finding's subject at a moment; null where nothing is. */
  worstOf({ subject, kind, issuer, tenant }: Alert, now: Millis): Severity | null {
    const open = this.#open.all(subject, kind, issuer, tenant).map(({ alert }) => JSON.parse(String(alert)) as Alert)
    const worst = Math.max(
      ...open.filter((one) => isOpen(one, now)).map(({ severity }) => SEVERITIES.indexOf(severity)),
    )
    return SEVERITIES[worst] ?? null
  }
}
