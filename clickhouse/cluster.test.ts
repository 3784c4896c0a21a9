import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { localSql } from '../schemas/ddl/cluster.ts'
import { PARTITION_TABLES } from '../schemas/ddl/partitions.ts'
import { DERIVED_TABLES, PLAIN_TABLES, type DerivedTable } from '../schemas/ddl/schema.ts'
import { define } from '../schemas/ddl/sql.ts'
import { openCluster } from './cluster.ts'
import { reconcile } from './reconcile.ts'
import { bringUpToDate } from './schema.ts'
import { startTestCluster, testClusterName, type TestCluster } from './test-cluster.ts'
import { testPasswords } from './test-engine.ts'

const SHARDS = [0, 1] as const

/** Owners of keys that begin with the bytes 0 and 1: each shard has one of them. */
const TWO_OWNERS = `INSERT INTO lifespan.events (event_id, type, outcome, tenant, owner_id, owner_key, time, received_at)
  SELECT toFixedString(char(number), 16), 'owner.departed', 'ok', 't', toString(number), toFixedString(char(number, 9), 16), now64(9), now64(3) FROM numbers(2)`

const MISSING = /ALL_CONNECTION_TRIES_FAILED|NETWORK_ERROR/

describe('a cluster of two shards', () => {
  let running: TestCluster
  beforeAll(async () => {
    running = await startTestCluster()
    await bringUpToDate(shard(0), {}, running.cluster)
  })
  afterAll(() => running.stop())
  const shard = (at: number) => running.shards[at]!.lifespan

  test('has all tables and views on each node, and nothing to be done a second time', async () => {
    const names = () =>
      Promise.all(
        SHARDS.map((at) => shard(at).rows("SELECT name FROM system.tables WHERE database = 'lifespan' ORDER BY name")),
      )
    const [first, second] = await names()
    expect(first).toEqual(second)
    expect(first!.length).toBeGreaterThan(2 * DERIVED_TABLES.length)
    expect(await bringUpToDate(shard(1), {}, running.cluster)).toEqual([])
    expect(await names()).toEqual([first, second])
  })

  test.each(SHARDS)('keeps uses as long as is asked for, on shard %i', async (at) => {
    await bringUpToDate(shard(0), { uses: 30 }, running.cluster)
    const [{ ttl }] = (await shard(at).rows<{ ttl: string }>(
      "SELECT engine_full AS ttl FROM system.tables WHERE database = 'lifespan' AND name = 'events_local'",
    )) as [{ ttl: string }]
    expect(ttl).toContain('TTL toDateTime(received_at) + toIntervalDay(30) WHERE')
  })

  test('has what is inserted through one where its slot is, and what follows from it too, once that is acknowledged', async () => {
    await shard(0).command(TWO_OWNERS)
    const ids = (of: string) =>
      Promise.all(SHARDS.map((at) => shard(at).rows(`SELECT id FROM lifespan.${of} ORDER BY id`)))
    expect(await ids('owner_local')).toEqual([[{ id: '0' }], [{ id: '1' }]])
    expect(await ids('owner FINAL')).toEqual([
      [{ id: '0' }, { id: '1' }],
      [{ id: '0' }, { id: '1' }],
    ])
  })

  test('brings a column that is new, and a view that feeds it, to every node', async () => {
    const grown = DERIVED_TABLES.map((table) => (table.name === 'owner' ? withColumn(table) : table))
    expect(await reconcile(shard(0), grown, running.cluster)).toEqual([
      'owner_local.noted',
      'owner.noted',
      'owner_facts',
    ])
    for (const at of SHARDS)
      expect(await shard(at).rows('SELECT id, noted FROM lifespan.owner FINAL ORDER BY id')).toEqual([
        { id: '0', noted: 'noted 0' },
        { id: '1', noted: 'noted 1' },
      ])
    await expect(reconcile(shard(0), DERIVED_TABLES, running.cluster)).rejects.toMatchObject({ code: 'SCHEMA_NEWER' })
  })

  test('has replicated tables that ClickHouse would make, had it a Keeper', async () => {
    const creates = [...[...DERIVED_TABLES, ...PARTITION_TABLES].map(({ create }) => create), ...PLAIN_TABLES]
    for (const create of creates) {
      const statement = localSql(create, { name: testClusterName, isReplicated: true }).replace('_local', '_replicated')
      await expect(shard(0).command(statement)).rejects.toThrow(/NO_ZOOKEEPER/)
    }
  })

  test('stays one', async () => {
    const code = 'CLUSTER_UNFIT'
    const message = expect.stringContaining('are those of a cluster') as string
    await expect(bringUpToDate(shard(0))).rejects.toMatchObject({ code, message })
    const single = DERIVED_TABLES.map((table) => ({ ...table, name: 'single' }))
    await shard(0).command('CREATE TABLE lifespan.single (a Int8) ENGINE = Memory')
    const other = expect.stringContaining('are those of one server') as string
    await expect(reconcile(shard(0), single, running.cluster)).rejects.toMatchObject({ code, message: other })
  })

  test('is refused where no server knows it', async () => {
    const access = { url: running.shards[0]!.embedded.engineUrl, user: 'lifespan', password: testPasswords.lifespan }
    await expect(openCluster(access, 'other')).rejects.toMatchObject({
      code: 'CLUSTER_UNFIT',
      message: 'the cluster other is none that this server knows: shards',
    })
  })

  test('takes nothing of which a part is for a shard that is missing, and answers nothing without it', async () => {
    await running.shards[1]!.embedded.stop()
    for (const table of ['events', 'events_local'])
      await expect(shard(0).command(TWO_OWNERS.replace('events', table))).rejects.toThrow(MISSING)
    await expect(shard(0).rows('SELECT count() FROM lifespan.owner')).rejects.toThrow(MISSING)
  })

  function withColumn(table: DerivedTable): DerivedTable {
    const noted = define('noted', "SimpleAggregateFunction(max, String) DEFAULT ''", 'Something new')
    const views = table.views.map(({ name, facts }) => ({
      name,
      facts: (where?: string) => `SELECT *, concat('noted ', id) AS noted FROM (${facts(where)})`,
    }))
    return { ...table, columns: [...table.columns, noted], views }
  }
})
