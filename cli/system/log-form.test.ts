import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestEngine } from '../../clickhouse/test-engine.ts'
import { startDatabase } from '../../test/laws/database.ts'
import { formOf, insistOnForm } from './log-form.ts'

const EVENT = "INSERT INTO lifespan.events (event_id) SELECT 'one'"

describe('data', () => {
  let database: TestEngine
  beforeAll(async () => {
    database = await startDatabase()
  })
  afterAll(() => database.stop())
  const insist = (log: 'clickhouse' | 'kafka', key = 'a') => insistOnForm(database.lifespan, { log, key })

  test('of before their form was written down came with ClickHouse as their log', async () => {
    expect(await formOf(database.lifespan)).toBe(null)
    await database.lifespan.command(EVENT)
    expect(await formOf(database.lifespan)).toBe('clickhouse')
    await expect(insist('kafka')).rejects.toThrow('came with ClickHouse as its log, and KAFKA_BROKERS')
    await database.lifespan.command('TRUNCATE TABLE lifespan.events')
  })

  test('go on in the form, and under the key, in which they began', async () => {
    await insist('kafka')
    expect(await formOf(database.lifespan)).toBe('kafka')
    await insist('kafka')
    await expect(insist('clickhouse')).rejects.toThrow('came from Kafka, and no brokers are configured')
    await expect(insist('kafka', 'b')).rejects.toThrow('made under another key')
  })
})
