import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestCluster, testClusterName, type TestCluster } from '../../clickhouse/test-cluster.ts'
import { testPasswords } from '../../clickhouse/test-engine.ts'
import { inDirectory, lifespan, start } from './lifespan.ts'
import { post, spanOf, tracesOf } from './otlp.ts'
import { batchOf } from './outside.ts'
import { standing, undisturbed } from './undisturbed.ts'

const BATCHES = 12

describe('the commands on a cluster of two shards', () => {
  let running: TestCluster
  beforeAll(async () => {
    running = await startTestCluster()
  })
  afterAll(() => running?.stop())

  const envOf = (shard: number) => ({
    CLICKHOUSE_URL: running.shards[shard]!.embedded.engineUrl,
    CLICKHOUSE_USER: 'lifespan',
    CLICKHOUSE_PASSWORD: testPasswords.lifespan,
    CLICKHOUSE_CLUSTER: testClusterName,
  })

  test('find what one server finds, through either shard', { timeout: 120_000 }, () =>
    inDirectory(async (directory) => {
      const data = join(directory, 'data')
      const up = await start('up', data, [], { env: envOf(0) })
      for (let batch = 0; batch < BATCHES; batch++)
        expect((await post(up.run, tracesOf(batchOf(batch).map(spanOf)))).status).toBe(200)
      await up.stop()
      const wanted = await undisturbed(join(directory, 'undisturbed'), BATCHES)
      expect(wanted.length).toBeGreaterThan(BATCHES)
      for (const shard of [0, 1]) {
        const env = envOf(shard)
        expect(await standing(data, env)).toEqual(wanted)
        const { code, stdout } = await lifespan(['verify', '--data', data], undefined, env)
        expect([code, stdout]).toEqual([0, expect.stringContaining(' 0 differences')])
      }
      const held = await Promise.all(
        running.shards.map(({ lifespan: client }) => client.rows('SELECT key FROM lifespan.credential_local FINAL')),
      )
      expect(held.every((rows) => rows.length > 0)).toBe(true)
      const alone = { ...envOf(0), CLICKHOUSE_CLUSTER: 'nowhere' }
      const refused = await lifespan(['findings', '--data', data], undefined, alone)
      expect(refused.stderr).toContain(`the cluster nowhere is none that this server knows: ${testClusterName}`)
    }),
  )
})
