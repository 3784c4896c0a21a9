import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Outbox } from './outbox.ts'
import { Notices } from './notices.ts'
import { Past } from './past.ts'
import { Queue } from './queue.ts'
import { Responses } from './responses.ts'
import { Risks } from './risks.ts'

let directory: string
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'lifespan-plans-'))))
afterEach(() => rmSync(directory, { recursive: true }))

/** How SQLite goes about a statement, where that is to read all of a table, and not what a partial index has of it. */
function scansOf(database: DatabaseSync, sql: string): string[] {
  const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all()
  return plan
    .map(({ detail }) => String(detail))
    .filter((step) => /^SCAN (?!CONSTANT|\(subquery)\w+$/.test(step))
    .map((step) => `${step}: ${sql}`)
}

test('no statement of what is taken and sent reads all of a table, however many wait', () => {
  const prepared = vi.spyOn(DatabaseSync.prototype, 'prepare')
  const outbox = new Outbox(join(directory, 'alerts.db'))
  const queue = new Queue(outbox.database)
  const beside = [
    new Past(outbox.database),
    new Notices(outbox.database),
    new Risks(outbox.database),
    new Responses(outbox.database),
  ]
  const moments = [outbox.nextDue, outbox.waiting.nextDue, queue.standing('any').failing]
  const statements = [...new Set(prepared.mock.calls.map(([sql]) => sql))].filter((sql) => !sql.includes('pragma_'))
  prepared.mockRestore()
  expect([moments.length, beside.length]).toEqual([3, 4])
  expect(statements.length).toBeGreaterThan(25)
  expect(statements.flatMap((sql) => scansOf(outbox.database, sql))).toEqual([])
  outbox.stop()
})
