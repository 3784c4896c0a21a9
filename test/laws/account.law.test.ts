import fc from 'fast-check'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestEngine } from '../../clickhouse/test-engine.ts'
import { inDirectory, start } from '../e2e/lifespan.ts'
import { Random } from '../histories/random.ts'
import { eventsOf, sendAndKill, Sender } from './account/killed.ts'
import { account } from './bodies/account/account.ts'
import { plan } from './bodies/account/plan.ts'
import { storedOf } from './bodies/account/stored.ts'
import { startDatabase } from './database.ts'
import { FIRST_SEED, RUNS } from './runs.ts'
import { clientOf } from './secrecy/asking.ts'

/** So many sources send at the same time. */
const AT_ONCE = 20
const KILLS = 3

let database: TestEngine
beforeAll(async () => {
  database = await startDatabase()
})
afterAll(() => database.stop())

describe('the account', () => {
  test(
    'of each source is what clients were told, what is listed and what is stored',
    { timeout: 600_000 },
    async () => {
      let trial = 0
      const holds = fc.asyncProperty(
        fc.array(plan, { minLength: 1, maxLength: AT_ONCE, size: 'max' }),
        async (plans) => {
          const miscount = await account(database.lifespan, plans, `t${trial++}`)
          if (miscount !== null) throw new Error(`${miscount.claim}: ${JSON.stringify(miscount.plan)}`)
        },
      )
      await fc.assert(holds, { numRuns: Math.ceil(RUNS / 2 / AT_ONCE), seed: FIRST_SEED })
    },
  )

  test('of who is killed has all that was told, and nothing that was not sent', { timeout: 300_000 }, async () => {
    await inDirectory(async (directory) => {
      const data = join(directory, 'data')
      const [sender, random] = [new Sender(), new Random(FIRST_SEED)]
      for (let kill = 0; kill < KILLS; kill++) await sendAndKill(data, sender, random)
      const up = await start('up', data)
      const client = await clientOf(up.run, data)
      const stored = async () => (await storedOf(client, ['otlp']))[0]!

      const { counted, listed, events } = await stored()
      for (const outcome of ['accepted', 'ignored', 'rejected'] as const) {
        expect(counted[outcome]).toBeGreaterThanOrEqual(sender.told[outcome])
        expect(counted[outcome]).toBeLessThanOrEqual(sender.tried[outcome])
      }
      expect(listed).toBeGreaterThanOrEqual(sender.told.rejected)
      expect(listed).toBeLessThanOrEqual(sender.tried.rejected)
      expect(events).toBeGreaterThanOrEqual(eventsOf(sender.acknowledged.length))

      await sender.finish(up.run)
      expect(sender.acknowledged).toHaveLength(sender.made)
      expect((await stored()).events).toBe(eventsOf(sender.made))
      await client.close()
      await up.stop()
    })
  })
})
