import { openCluster, type Cluster } from './cluster.ts'
import type { KafkaProperties } from './io/engine-config.ts'
import { freePort, loopback } from './io/ports.ts'
import { startTestEngine, testPasswords, type TestEngine } from './test-engine.ts'

/** Embedded servers that are the shards of one cluster, in their order. */
export interface TestCluster {
  readonly shards: readonly TestEngine[]
  readonly cluster: Cluster
  /** Ends them and deletes their files. */
  stop(): Promise<void>
}

/** What every test cluster is called. */
export const testClusterName = 'shards'

/** Starts a cluster of two shards for tests, empty. */
export async function startTestCluster(kafka: KafkaProperties = {}): Promise<TestCluster> {
  const any = { port: 0, named: false, purpose: 'a shard' }
  const first = await freePort(any)
  const ports = [first, await freePort(any, [first])]
  const named = { http: false, tcp: true }
  const shards = await Promise.all(
    ports.map((tcpPort, at) =>
      startTestEngine({ tcpPort, named, remoteServers: `${remoteServersOf(ports)}${macrosOf(at)}`, kafka }),
    ),
  )
  const access = { url: shards[0]!.embedded.engineUrl, user: 'lifespan', password: testPasswords.lifespan }
  const cluster = await openCluster(access, testClusterName)
  return {
    shards,
    cluster,
    stop: async () => {
      await cluster.close()
      await Promise.all(shards.map((shard) => shard.stop()))
    },
  }
}

function remoteServersOf(ports: readonly number[]): string {
  const user = `<user>lifespan</user><password>${testPasswords.lifespan}</password>`
  const shards = ports.map(
    (port) => `<shard><replica><host>${loopback}</host><port>${port}</port>${user}</replica></shard>`,
  )
  return `<remote_servers><${testClusterName}>${shards.join('')}</${testClusterName}></remote_servers>`
}

/** What a server is told that has a Keeper too. */
function macrosOf(shard: number): string {
  return `<macros><shard>${shard}</shard><replica>only</replica></macros>`
}
