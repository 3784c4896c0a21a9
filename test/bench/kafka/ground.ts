import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Admin, Kafka } from 'kafkajs'
import { connectKafka } from '../../../log/kafka/connection.ts'
import { Deployment } from '../../e2e/deployment/deployment.ts'
import { startForeign } from '../../e2e/foreign-server.ts'
import type { Env } from '../../e2e/lifespan.ts'
import { startKafka, type Cluster } from '../../kafka/cluster.ts'
import { childrenOf, cpuSecondsOf } from '../measure.ts'
import { makeTopics } from './topics.ts'

export const KEY = 'a-key-of-a-deployment-for-benchmarks-0123456789'
export const PARTITIONS = 64
/** The correlators' group; those that archive have `-archive` behind it. */
export const GROUP = 'lifespan'

/** CPU seconds so far, by whose they are. */
export interface Spent {
  readonly collect: number
  readonly correlate: number
  readonly broker: number
  readonly clickhouse: number
}

/** A broker with empty topics and a ClickHouse of their own, and processes of ours that are yet to be started. */
export interface Ground {
  readonly cluster: Cluster
  readonly kafka: Kafka
  readonly admin: Admin
  readonly deployment: Deployment
  readonly directory: string
  /** CPU seconds so far. */
  spent(): Spent
  /** Asks ClickHouse. */
  ask(query: string): Promise<string>
}

/** Does something on a ground of its own. `isArchived`: whether ClickHouse reads the log meanwhile. */
export async function onGround<T>(isArchived: boolean, work: (ground: Ground) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'lifespan-bench-kafka-'))
  const ends = [() => rm(directory, { recursive: true, force: true })]
  try {
    const cluster = await startKafka()
    ends.unshift(() => cluster.stop())
    const others = childrenOf(process.pid)
    const foreign = await startForeign(join(directory, 'clickhouse'))
    ends.unshift(() => foreign.kill())
    const engine = childrenOf(process.pid).find((pid) => !others.includes(pid))!
    const kafka = connectKafka({ brokers: [cluster.bootstrap], onTrouble: (error) => console.error(error.message) })
    const admin = kafka.admin()
    await admin.connect()
    ends.unshift(() => admin.disconnect())
    await makeTopics(admin, PARTITIONS)
    const env = { ...foreign.env(), ...envOf(cluster, isArchived) }
    const deployment = new Deployment(env, join(directory, 'nothing'))
    ends.unshift(() => leave(deployment))
    const spent = () => spentBy(deployment, cluster, engine)
    return await work({ cluster, kafka, admin, deployment, directory, spent, ask: foreign.ask })
  } finally {
    for (const end of ends) await end()
  }
}

const envOf = ({ bootstrap }: Cluster, isArchived: boolean): Env => ({
  KAFKA_BROKERS: bootstrap,
  LIFESPAN_KEY: KEY,
  LIFESPAN_KAFKA_PARTITIONS: String(PARTITIONS),
  LIFESPAN_KAFKA_ARCHIVED_BY: isArchived ? 'clickhouse' : 'lifespan',
  NODE_OPTIONS: process.env['BENCH_SERVER_FLAGS'] ?? '',
})

async function leave(deployment: Deployment): Promise<void> {
  while (deployment.members.length > 0) await deployment.stop(deployment.members[0]!)
}

function spentBy(deployment: Deployment, { brokers }: Cluster, clickhouse: number): Spent {
  const of = (role: 'collect' | 'correlate') =>
    deployment.of(role).reduce((sum, { child }) => sum + cpuSecondsOf(child.pid!), 0)
  return {
    collect: of('collect'),
    correlate: of('correlate'),
    broker: cpuSecondsOf(brokers[0]!.pid),
    clickhouse: cpuSecondsOf(clickhouse),
  }
}
