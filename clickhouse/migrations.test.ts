import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate, type Migration } from './migrations.ts'
import { startTestEngine, type TestEngine } from './test-engine.ts'

const first: Migration = { id: '001-fruit', statements: ['CREATE TABLE IF NOT EXISTS fruit (x UInt8) ENGINE = Memory'] }
const second: Migration = {
  id: '002-more',
  statements: ['INSERT INTO fruit VALUES (1)', 'INSERT INTO fruit VALUES (2)'],
}

describe('migrations', () => {
  let engine: TestEngine
  beforeAll(async () => {
    engine = await startTestEngine()
  })
  afterAll(() => engine.stop())

  test('are applied in their order, each once', async () => {
    expect(await migrate(engine.lifespan, [first])).toEqual(['001-fruit'])
    expect(await migrate(engine.lifespan, [first, second])).toEqual(['002-more'])
    expect(await migrate(engine.lifespan, [first, second])).toEqual([])
    expect(await engine.lifespan.rows('SELECT x FROM fruit ORDER BY x')).toEqual([{ x: 1 }, { x: 2 }])
  })

  test('of a newer version are refused', async () => {
    await expect(migrate(engine.lifespan, [first])).rejects.toMatchObject({ code: 'SCHEMA_NEWER', retryable: false })
  })

  test('that changed are refused', async () => {
    const changed = { ...second, statements: ['INSERT INTO fruit VALUES (3)'] }
    await expect(migrate(engine.lifespan, [first, changed])).rejects.toMatchObject({ code: 'SCHEMA_CHANGED' })
  })

  test('that fail are not recorded and are begun again', async () => {
    const failing = { id: '003-failing', statements: ['DROP TABLE nothing'] }
    await expect(migrate(engine.lifespan, [first, second, failing])).rejects.toMatchObject({
      code: 'CLICKHOUSE_REFUSED',
    })
    const mended = { ...failing, statements: ['DROP TABLE IF EXISTS nothing'] }
    expect(await migrate(engine.lifespan, [first, second, mended])).toEqual(['003-failing'])
  })
})
