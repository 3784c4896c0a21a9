import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestEngine, type TestEngine } from '../../../clickhouse/test-engine.ts'
import { storedSql, storedTable } from '../../../schemas/ddl/log-stored.ts'
import { FakeKafka } from '../test-kafka.ts'
import { TOPICS } from '../topics.ts'
import { archivedOf, lackingBefore, storedIn, takeAsStored } from './stored.ts'

let engine: TestEngine
beforeAll(async () => {
  engine = await startTestEngine()
  await engine.lifespan.command(storedTable.create)
})
beforeEach(() => engine.lifespan.command('TRUNCATE TABLE lifespan.log_stored'))
afterAll(() => engine.stop())

/** Stores records of a partition as a block of the log does. */
function store(partition: number, from: number, count: number, but = -1): Promise<void> {
  const rows = `(SELECT toUInt16(${partition}) AS partition, number AS offset FROM numbers(${from}, ${count}) WHERE number != ${but})`
  return engine.lifespan.command(`INSERT INTO lifespan.log_stored ${storedSql(rows)}`)
}

test('nothing is lacking of what came in pieces, over and over, across stretches', async () => {
  await store(3, 90_000, 20_000)
  await store(3, 0, 70_000)
  await store(3, 60_000, 40_000)
  await store(3, 0, 5)
  expect(await storedIn(engine.lifespan)).toEqual(new Map([[3, { end: 110_000, holes: [] }]]))
})

test('a single record is missed, and so are whole stretches, and the beginning', async () => {
  await store(0, 0, 100, 50)
  await store(1, 400_000, 70_000)
  const stored = await storedIn(engine.lifespan)
  expect(stored.get(0)).toEqual({ end: 100, holes: [{ from: 50, to: 51 }] })
  expect(stored.get(1)).toEqual({ end: 470_000, holes: [{ from: 0, to: 400_000 }] })
  expect(await storedIn(engine.lifespan, 1)).toEqual(new Map([[1, stored.get(1)]]))
})

test('of the records before an offset those are lacking that are in a hole, or that follow the last', async () => {
  await store(0, 0, 100, 50)
  const stored = (await storedIn(engine.lifespan)).get(0)
  expect(lackingBefore(100, stored)).toEqual([{ from: 50, to: 51 }])
  expect(lackingBefore(50, stored)).toEqual([])
  expect(lackingBefore(120, stored)).toEqual([
    { from: 50, to: 51 },
    { from: 100, to: 120 },
  ])
  expect(lackingBefore(7)).toEqual([{ from: 0, to: 7 }])
})

test('what is taken as stored is not lacking', async () => {
  await store(0, 40_000, 100)
  await takeAsStored(engine.lifespan, 0, { from: 0, to: 40_000 })
  expect(lackingBefore(40_100, (await storedIn(engine.lifespan)).get(0))).toEqual([])
})

test('a partition that is taken over is read from where something is lacking', async () => {
  const fake = new FakeKafka()
  fake.committed = { [TOPICS.events]: [60, 60] }
  const admin = fake.kafka.admin()
  await store(0, 0, 100, 50)
  await store(1, 0, 100)
  const archive = { client: engine.lifespan, group: 'archive' }
  expect(await archivedOf(admin, archive, 0)).toBe(50)
  expect(await archivedOf(admin, archive, 1)).toBe(60)
})
