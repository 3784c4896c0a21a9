import { connect } from '../../clickhouse/client.ts'
import { DEFAULT_POLICY } from '../../schemas/policy.ts'
import type { Settings } from '../config/settings.ts'
import { newSecrets } from '../system/data-directory.ts'
import { insistOnForm } from '../system/log-form.ts'
import { accessTo } from '../system/opened.ts'
import { findPlace } from '../system/place.ts'
import { exclusively, openServer, type Server } from '../system/server.ts'

/** The ClickHouse of a deployment whose log is Kafka. */
export interface Store extends Pick<Server, 'client' | 'cluster' | 'policy' | 'judgedUnder' | 'renew'> {
  /** For people: where it is. */
  readonly where: string
  /** Changes its tables while nobody else does; null where they are another's to change. */
  readonly prepare: ((work: () => Promise<void>) => Promise<void>) | null
  close(): Promise<void>
}

/** Reaches the ClickHouse that is configured, or that of an `up` that runs on the data directory. Throws where there is neither. */
export async function openStore(settings: Settings, keyId: string, onTrouble: (error: Error) => void): Promise<Store> {
  const store = settings.clickhouse === null ? await besideRun(settings) : await ownServer(settings, onTrouble)
  try {
    const insist = () => insistOnForm(store.client, { log: 'kafka', key: keyId })
    await insist()
    return { ...store, renew: () => store.renew().then(insist) }
  } catch (error) {
    await store.close()
    throw error
  }
}

async function ownServer(settings: Settings, onTrouble: (error: Error) => void): Promise<Store> {
  const server = await openServer({
    dataDir: '',
    secrets: newSecrets(),
    httpPort: 0,
    tcpPort: 0,
    named: { http: false, tcp: false },
    clickhouse: settings.clickhouse,
    cluster: settings.cluster,
    retention: settings.retention,
    choosePolicy: () => settings.policy,
    onTrouble,
  })
  const prepare = (work: () => Promise<void>) => exclusively(server, work)
  return { ...server, where: new URL(server.url).host, prepare, close: () => server.stop() }
}

async function besideRun(settings: Settings): Promise<Store> {
  const { dataDir, run } = await findPlace(settings)
  if (run === null) {
    const how =
      "set CLICKHOUSE_URL, CLICKHOUSE_USER and CLICKHOUSE_PASSWORD, or name with --data the directory of a 'lifespan up' that runs"
    throw new Error(`which ClickHouse is it that the log is archived into, and partitions are restored from? ${how}`)
  }
  const as = await accessTo(dataDir, settings, run)
  const client = connect(as('lifespan'))
  const { policy = DEFAULT_POLICY } = run as Partial<typeof run>
  const where = `${dataDir} (process ${run.pid})`
  return {
    client,
    cluster: null,
    policy,
    judgedUnder: [policy],
    where,
    prepare: null,
    renew: async () => undefined,
    close: () => client.close(),
  }
}
