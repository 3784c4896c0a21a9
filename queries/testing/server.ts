import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type ClickHouse } from '../../clickhouse/client.ts'
import { startEmbedded } from '../../clickhouse/io/embedded.ts'
import { bringUpToDate } from '../../clickhouse/schema.ts'
import type { Retention } from '../../schemas/ddl/retention.ts'

/** A server of its own for one test file, with the schema in it. */
export interface TestServer {
  readonly client: ClickHouse
  /** As the analyst, who may read views and nothing else. */
  readonly analyst: ClickHouse
  stop(): Promise<void>
}

/** Starts the embedded engine in a directory that goes away with it. */
export async function startTestServer(retention: Retention = {}): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'lifespan-queries-'))
  const passwords = { lifespan: 'of the test', analyst: 'of the analyst' }
  const server = await startEmbedded({
    dataDir,
    httpPort: 0,
    tcpPort: 0,
    named: { http: false, tcp: false },
    passwords,
  })
  const client = connect({ url: server.engineUrl, user: 'lifespan', password: passwords.lifespan })
  const analyst = connect({ url: server.engineUrl, user: 'analyst', password: passwords.analyst })
  await bringUpToDate(client, retention)
  return {
    client,
    analyst,
    stop: async () => {
      await Promise.all([client.close(), analyst.close()])
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
