import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { Ledger, type Failing } from '../../alerts/io/ledger.ts'
import { formatRfc3339 } from '../../schemas/time.ts'
import { outboxOf } from '../alerting/outbox-file.ts'
import type { Around } from './around.ts'
import { ok, warn, type Check, type Result } from './check.ts'

/** Whether who is to hear of findings does; nothing where nobody is. */
export const alerts: Check<Around> = {
  name: 'alerts',
  look: async ({ place: { dataDir } }) => {
    const path = outboxOf(dataDir)
    if (!existsSync(path)) return []
    const database = new DatabaseSync(path, { readOnly: true })
    try {
      return lookAt(new Ledger(database))
    } finally {
      database.close()
    }
  },
}

function lookAt(ledger: Ledger): readonly Result[] {
  const counts = ledger.counts()
  const dead = counts.filter(({ state }) => state === 'dead').map(({ endpoint, count }) => deadOf(endpoint, count))
  const troubles = [...ledger.failing().map(failingOf), ...dead]
  if (troubles.length > 0) return troubles
  const sent = counts.filter(({ state }) => state === 'sent').reduce((all, { count }) => all + count, 0)
  return [ok('all endpoints', `${sent} sent, none given up`)]
}

function failingOf({ endpoint, since, disabled }: Failing): Result {
  if (disabled === '')
    return warn(
      endpoint,
      `takes nothing since ${formatRfc3339(since)}`,
      `npx lifespan alerts list --endpoint ${endpoint}`,
    )
  return warn(endpoint, `gets nothing any more: ${disabled}`, `mend it, and npx lifespan alerts enable ${endpoint}`)
}

const deadOf = (endpoint: string, count: number) =>
  warn(endpoint, `${count} given up`, `npx lifespan alerts list --state dead --endpoint ${endpoint}`)
