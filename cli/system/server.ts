import { connect, type ClickHouse, type ConnectOptions } from '../../clickhouse/client.ts'
import { createDatabases } from '../../clickhouse/databases.ts'
import { startEmbedded } from '../../clickhouse/io/embedded.ts'
import { openCluster, type Cluster } from '../../clickhouse/cluster.ts'
import type { ExitReason } from '../../clickhouse/io/engine-process.ts'
import { bringUpToDate } from '../../clickhouse/schema.ts'
import { locked } from '../../clickhouse/lock.ts'
import { createViews } from '../../queries/views.ts'
import type { Retention } from '../../schemas/ddl/retention.ts'
import type { Policy } from '../../schemas/policy.ts'
import type { KafkaSettings } from '../config/kafka-access.ts'
import type { Secrets } from './data-directory.ts'
import { insistOnServer, reaching } from './foreign.ts'
import { policiesOf, type ChoosePolicy } from './policy.ts'

/** A ClickHouse that is Lifespan's: the embedded one or the user's, with the schema in place. */
export interface Server {
  /** For people. */
  readonly url: string
  /** For our own processes, which need no gate. */
  readonly engineUrl: string
  /** Whether it is the user's own. */
  readonly foreign: boolean
  readonly tcpPort: number | null
  /** False for an embedded engine that this kernel can't confine. */
  readonly confined: boolean
  /** How often an embedded engine ended by itself and was started again. */
  restarts(): number
  readonly client: ClickHouse
  /** All its nodes, where it is a cluster. */
  readonly cluster: Cluster | null
  readonly analyst: ConnectOptions
  /** What is judged and asked under. */
  readonly policy: Policy
  /** Under which policies the stored findings came about. */
  readonly judgedUnder: readonly Policy[]
  /** Makes what is missing of databases, tables and views, as of a server that was emptied while we run. */
  renew(): Promise<void>
  /** Settled when an embedded engine ends; never, for the user's own. */
  readonly exited: Promise<string>
  stop(): Promise<void>
}

export interface ServerOptions {
  readonly dataDir: string
  readonly secrets: Secrets
  readonly httpPort: number
  readonly tcpPort: number
  readonly named: { readonly http: boolean; readonly tcp: boolean }
  /** The user's own server, to take the place of the embedded one. */
  readonly clickhouse: ConnectOptions | null
  /** As which of its clusters that is taken. */
  readonly cluster?: string | null
  /** Where Kafka is the log, which the embedded engine reads by itself. */
  readonly kafka?: KafkaSettings | null
  readonly retention: Retention
  readonly choosePolicy: ChoosePolicy
  /** Told that the embedded engine ended by itself and runs again. */
  readonly onTrouble?: ((error: Error) => void) | undefined
}

/** Starts the embedded ClickHouse, or connects to the user's own, and brings its schema up to date. Throws a Fault. */
export async function openServer(options: ServerOptions): Promise<Server> {
  const { clickhouse } = options
  const server = clickhouse === null ? await openEmbedded(options) : await openForeign(clickhouse, options)
  try {
    const changing = () => exclusively(server, () => prepare(server, options))
    const judging = await (clickhouse === null ? changing() : reaching(clickhouse, changing))
    const renew = async () => {
      if (clickhouse !== null && server.cluster === null) await createDatabases(clickhouse)
      await changing()
    }
    return { ...server, ...judging, renew }
  } catch (error) {
    await server.stop()
    throw error
  }
}

/** Changes the schema while nobody else does: an embedded engine is ours alone. */
export function exclusively<T>(
  { client, cluster, foreign }: Pick<Server, 'client' | 'cluster' | 'foreign'>,
  work: () => Promise<T>,
): Promise<T> {
  return foreign ? locked(cluster?.nodes[0] ?? client, work) : work()
}

/** Brings the schema up to date, and takes the policy to go by. */
async function prepare({ client, cluster }: Engine, { retention, choosePolicy }: ServerOptions) {
  await bringUpToDate(client, retention, cluster)
  const judgedUnder = await policiesOf(client)
  const policy = choosePolicy(judgedUnder)
  for (const node of cluster?.nodes ?? [client]) await createViews(node, policy)
  return { policy, judgedUnder }
}

type Engine = Omit<Server, 'policy' | 'judgedUnder' | 'renew'>

async function openEmbedded(options: ServerOptions): Promise<Engine> {
  const { dataDir, secrets, httpPort, tcpPort, named } = options
  let restarts = 0
  const onRestart = ({ signal, code }: ExitReason) => {
    restarts += 1
    options.onTrouble?.(
      new Error(`the ClickHouse engine ended by itself (${signal ?? `exit code ${code}`}) and runs again`),
    )
  }
  const { passwords } = secrets
  const kafka = await propertiesOf(options)
  const embedded = await startEmbedded({ dataDir, httpPort, tcpPort, named, passwords, ...kafka, onRestart })
  const as = (user: 'lifespan' | 'analyst') => ({
    url: embedded.engineUrl,
    user,
    password: secrets.passwords[user],
    database: user,
  })
  const client = connect(as('lifespan'))
  return {
    url: embedded.url,
    engineUrl: embedded.engineUrl,
    foreign: false,
    tcpPort: embedded.tcpPort,
    confined: embedded.confined,
    restarts: () => restarts,
    client,
    cluster: null,
    analyst: as('analyst'),
    exited: embedded.exited.then(({ words }) => words),
    stop: async () => {
      await client.close()
      await embedded.stop()
    },
  }
}

/** How an embedded engine that reads the log logs in at its brokers. */
async function propertiesOf({ kafka }: ServerOptions) {
  if (kafka?.archivedBy !== 'clickhouse') return {}
  const { librdkafkaOf } = await import('../../log/kafka/librdkafka.ts')
  return { kafka: librdkafkaOf(kafka.access, kafka.session) }
}

/** The user's own server: the account must be allowed to make databases, tables and views. */
async function openForeign(access: ConnectOptions, { cluster: name = null }: ServerOptions): Promise<Engine> {
  await insistOnServer(access)
  const cluster = await reaching(access, async () => {
    if (name !== null) return openCluster(access, name)
    await createDatabases(access)
    return null
  })
  const client = connect({ ...access, database: 'lifespan' })
  return {
    url: access.url,
    engineUrl: access.url,
    foreign: true,
    tcpPort: null,
    confined: true,
    restarts: () => 0,
    client,
    cluster,
    analyst: { ...access, database: 'analyst' },
    exited: new Promise<string>(() => undefined),
    stop: async () => void (await Promise.all([client.close(), cluster?.close()])),
  }
}
