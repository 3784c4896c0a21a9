import { connect, type ClickHouse, type ConnectOptions } from '../../clickhouse/client.ts'
import { createDatabases } from '../../clickhouse/databases.ts'
import { startEmbedded } from '../../clickhouse/io/embedded.ts'
import { bringUpToDate } from '../../clickhouse/schema.ts'
import { createViews } from '../../queries/views.ts'
import { DEFAULT_POLICY } from '../../schemas/policy.ts'
import type { Secrets } from './data-directory.ts'
import { foreignAccess, reaching } from './foreign.ts'
import { retentionAsked } from './retention.ts'

/** A ClickHouse that is Lifespan's: the embedded one or the user's, with the schema in place. */
export interface Server {
  readonly url: string
  /** Whether it is the user's own. */
  readonly foreign: boolean
  readonly tcpPort: number | null
  /** False for an embedded engine that this kernel can't confine. */
  readonly confined: boolean
  readonly client: ClickHouse
  readonly analyst: ConnectOptions
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
}

/** Starts the embedded ClickHouse, or connects to that of CLICKHOUSE_URL, and brings its schema up to date. Throws a Fault. */
export async function openServer(options: ServerOptions): Promise<Server> {
  const foreign = foreignAccess()
  const retention = retentionAsked()
  const server = foreign === null ? await openEmbedded(options) : await openForeign(foreign)
  try {
    await bringUpToDate(server.client, retention)
    await createViews(server.client, DEFAULT_POLICY)
    return server
  } catch (error) {
    await server.stop()
    throw error
  }
}

async function openEmbedded({ dataDir, secrets, httpPort, tcpPort, named }: ServerOptions): Promise<Server> {
  const embedded = await startEmbedded({ dataDir, httpPort, tcpPort, named, passwords: secrets.passwords })
  const as = (user: 'lifespan' | 'analyst') => ({
    url: embedded.url,
    user,
    password: secrets.passwords[user],
    database: user,
  })
  const client = connect(as('lifespan'))
  return {
    url: embedded.url,
    foreign: false,
    tcpPort: embedded.tcpPort,
    confined: embedded.confined,
    client,
    analyst: as('analyst'),
    exited: embedded.exited.then(({ words }) => words),
    stop: async () => {
      await client.close()
      await embedded.stop()
    },
  }
}

/** The user's own server: the account must be allowed to make databases, tables and views. */
async function openForeign(access: ConnectOptions): Promise<Server> {
  await reaching(() => createDatabases(access))
  const client = connect({ ...access, database: 'lifespan' })
  return {
    url: access.url,
    foreign: true,
    tcpPort: null,
    confined: true,
    client,
    analyst: { ...access, database: 'analyst' },
    exited: new Promise<string>(() => undefined),
    stop: () => client.close(),
  }
}
