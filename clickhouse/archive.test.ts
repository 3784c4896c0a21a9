import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startDatabase } from '../test/laws/database.ts'
import { bringArchiveUpToDate } from './archive.ts'
import type { TestEngine } from './test-engine.ts'

let database: TestEngine
beforeAll(async () => {
  database = await startDatabase()
  await bringArchiveUpToDate(database.lifespan, { partitions: 1_024, reader: null })
})
afterAll(() => database.stop())

describe('records that nobody can read', () => {
  test('are listed and counted once each, though several partitions have them at one offset, and they are archived again', async () => {
    const { lifespan } = database
    const places = [0, 1, 1_023].flatMap((partition) => [0, 1, 2 ** 22 - 1].map((offset) => [partition, offset]))
    const written = Date.now()
    const rows = places.map(([partition, offset]) => `('nothing', ${partition}, ${offset}, ${written})`)
    const archive = () =>
      lifespan.command(`INSERT INTO lifespan.log (rows, partition, offset, written) VALUES ${rows.join(', ')}`)
    await archive()
    // As after a restore, or when a group was set back.
    await archive()
    const count = async (table: string) =>
      Number((await lifespan.rows<{ n: string }>(`SELECT sum(records) AS n FROM lifespan.${table} FINAL`))[0]!.n)
    expect([await count('rejected'), await count('account')]).toEqual([places.length, places.length])
  })
})
