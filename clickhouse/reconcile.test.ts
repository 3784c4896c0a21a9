import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DerivedTable } from '../schemas/ddl/schema.ts'
import { reconcile } from './reconcile.ts'
import { startTestEngine, type TestEngine } from './test-engine.ts'

const least = (column: string) => `SimpleAggregateFunction(min, Int64) DEFAULT 99 COMMENT '${column}'`

/** Readings as they come, and the least of some of their columns by name. */
function declared(...columns: string[]): DerivedTable[] {
  const facts = (where = 'true') => `SELECT name, ${columns.join(', ')} FROM lifespan.readings WHERE ${where}`
  const named = [
    { name: 'name', definition: 'name String' },
    ...columns.map((name) => ({ name, definition: `${name} ${least(name)}` })),
  ]
  const list = named.map(({ definition }) => definition).join(', ')
  return [
    {
      name: 'readings',
      create: 'CREATE TABLE lifespan.readings (name String, low Int64, high Int64) ENGINE = MergeTree ORDER BY name',
      columns: ['name', 'low', 'high'].map((name) => ({ name, definition: `${name} Int64` })),
      views: [],
    },
    {
      name: 'extremes',
      create: `CREATE TABLE lifespan.extremes (${list}) ENGINE = AggregatingMergeTree ORDER BY name`,
      columns: named,
      views: [{ name: 'extremes_facts', facts }],
    },
  ]
}

describe('derived tables', () => {
  let engine: TestEngine
  beforeAll(async () => void (engine = await startTestEngine()))
  afterAll(() => engine.stop())
  const read = () => engine.lifespan.rows('SELECT * FROM lifespan.extremes FINAL ORDER BY name')
  const insert = (values: string) => engine.lifespan.command(`INSERT INTO lifespan.readings VALUES ${values}`)

  test('are made as declared, and left alone when nothing changed', async () => {
    expect(await reconcile(engine.lifespan, declared('low'))).toEqual(['readings', 'extremes', 'extremes_facts'])
    expect(await reconcile(engine.lifespan, declared('low'))).toEqual([])
    await insert("('a', 3, 7), ('a', 2, 9), ('b', 5, 6)")
    expect(await read()).toEqual([
      { name: 'a', low: '2' },
      { name: 'b', low: '5' },
    ])
  })

  test('get a column that is declared later, wherever it is declared, for what is there already too', async () => {
    expect(await reconcile(engine.lifespan, declared('high', 'low'))).toEqual(['extremes.high', 'extremes_facts'])
    await insert("('a', 1, 8)")
    expect(await read()).toEqual([
      { name: 'a', low: '1', high: '7' },
      { name: 'b', low: '5', high: '6' },
    ])
  })

  test('of a newer version are refused', async () => {
    await expect(reconcile(engine.lifespan, declared('low'))).rejects.toMatchObject({ code: 'SCHEMA_NEWER' })
  })
})
