import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bringUpToDate } from '../../clickhouse/schema.ts'
import { startTestCluster, type TestCluster } from '../../clickhouse/test-cluster.ts'
import { Correlator } from '../../correlator/io/correlator.ts'
import { judgeAnew } from '../../correlator/io/judge-anew.ts'
import { Account } from '../../log/account.ts'
import { EmbeddedLog } from '../../log/embedded.ts'
import { Rejections } from '../../log/rejected.ts'
import { verifyAtRest, type JudgeAnew } from '../../queries/verify.ts'
import { DEFAULT_POLICY } from '../../schemas/policy.ts'
import { cutAt } from '../histories/oracle.ts'
import { Random } from '../histories/random.ts'
import { addTo, sorted } from '../histories/replay.ts'
import { Crowd, tenantOf, type TenantEvent } from '../laws/bodies/crowd.ts'
import { judgedTruth } from '../laws/bodies/trial.ts'
import { storedFindings } from './partitioned/published.ts'

const PARTS_EACH = 3

describe('a cluster that is the log by itself', () => {
  let running: TestCluster
  const random = new Random(3)
  const crowd = new Crowd(Array.from({ length: 60 }, (_, seed) => seed))

  beforeAll(async () => {
    running = await startTestCluster()
    await bringUpToDate(shard(0), {}, running.cluster)
  })
  afterAll(() => running.stop())

  const shard = (at: number) => running.shards[at]!.lifespan

  test('holds what is true, though one that begins through a shard goes on through the other', async () => {
    const parts = random.parts(
      crowd.mingled(random, (_, events) => events),
      2 * PARTS_EACH,
    )
    await judge(0, parts.slice(0, PARTS_EACH))
    await judge(1, parts.slice(PARTS_EACH))
    const stored = await storedFindings(shard(0))
    for (const [seed, events] of crowd.histories)
      expect([seed, sorted(stored.get(tenantOf(seed)) ?? [])]).toEqual([
        seed,
        sorted(cutAt(judgedTruth(events), Date.now())),
      ])
  })

  test('and verify finds no difference', async () => {
    const anew: JudgeAnew = (policy, now) => judgeAnew(shard(1), policy, now)
    const { compared, different, ok } = await verifyAtRest(shard(0), [DEFAULT_POLICY], anew)
    expect({ different, ok }).toEqual({ different: 0, ok: true })
    expect(compared).toBeGreaterThan(crowd.histories.size)
  })

  /** Logs and judges through one of the shards, from what is stored on. */
  async function judge(at: number, parts: readonly (readonly TenantEvent[])[]): Promise<void> {
    const client = shard(at)
    const onRetry = () => undefined
    const correlator = new Correlator({
      client,
      policy: DEFAULT_POLICY,
      policyVersion: 'test',
      onFindings: () => undefined,
      onRetry,
    })
    const { received } = await correlator.start()
    const log = new EmbeddedLog({ client, reader: correlator, after: received, onRetry })
    for (const part of parts) await append(log, part)
    await log.close()
    await correlator.stop()
  }

  function append(log: EmbeddedLog, events: readonly TenantEvent[]): Promise<void> {
    const write: Parameters<EmbeddedLog['append']>[0]['write'] = (batch) => {
      for (const { tenant, event } of events) addTo(batch, [event], tenant)
    }
    return log.append({ write, account: new Account(), rejections: new Rejections() })
  }
})
