import type { OwnersFeed } from '../../collector/owners/feed.ts'
import { DEFAULT_POLICY } from '../../schemas/policy.ts'
import { hashingOf, type SystemOptions, type WholeCore } from './core.ts'
import { openSecrets, type Secrets } from './data-directory.ts'
import { openEmbedded } from './embedded.ts'
import { insistOnForm } from './log-form.ts'
import { readOwners } from './owners.ts'
import { openServer, type Server } from './server.ts'

/** What a core stands on. */
export interface Foundation {
  readonly secrets: Secrets
  readonly server: Server
  readonly feed: OwnersFeed | null
}

/** Opens a data directory: ClickHouse, and who judges what is in it, with the log that is configured. Throws a Fault. */
export async function openCore(options: SystemOptions): Promise<WholeCore> {
  const { kafka = null } = options
  return onFoundation(options, async (foundation) => {
    const { server, secrets } = foundation
    const { id: key } = hashingOf(secrets).keyring
    await insistOnForm(server.client, { log: kafka === null ? 'clickhouse' : 'kafka', key })
    if (kafka === null) return openEmbedded(foundation, options)
    const { openOnKafka } = await import('../kafka/whole.ts')
    return openOnKafka(foundation, kafka, options)
  })
}

/** Opens ClickHouse, and what stands on it; closes it again where that fails. */
export async function onFoundation<T>(options: SystemOptions, build: (on: Foundation) => Promise<T>): Promise<T> {
  const { dataDir, key = null } = options
  const feed = options.owners ? await readOwners(options.owners) : null
  const secrets = options.secrets ?? (await openSecrets(dataDir, key))
  const server = await openServerOf(options, secrets)
  try {
    return await build({ secrets, server, feed })
  } catch (error) {
    await server.stop()
    throw error
  }
}

function openServerOf(options: SystemOptions, secrets: Secrets): Promise<Server> {
  const { dataDir, clickhouseHttp, clickhouseTcp, clickhouse = null, kafka = null, retention = {}, onTrouble } = options
  return openServer({
    dataDir,
    secrets,
    httpPort: clickhouseHttp.port,
    tcpPort: clickhouseTcp.port,
    named: { http: clickhouseHttp.named, tcp: clickhouseTcp.named },
    clickhouse,
    cluster: options.cluster ?? null,
    kafka,
    retention,
    choosePolicy: options.choosePolicy ?? (() => DEFAULT_POLICY),
    onTrouble,
  })
}
