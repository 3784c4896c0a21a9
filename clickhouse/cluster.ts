import type { Layout } from '../schemas/ddl/cluster.ts'
import { connect, type ClickHouse, type ConnectOptions } from './client.ts'
import { createDatabases } from './databases.ts'
import { Fault } from './fault.ts'

/** A cluster of ClickHouse servers, each of which can be spoken to: without a Keeper nobody else could bring DDL to all of them. */
export interface Cluster {
  readonly layout: Layout
  /** Each of them, the replicas of the first shard first. */
  readonly nodes: readonly ClickHouse[]
  close(): Promise<void>
}

interface Node {
  readonly shard: number
  readonly host: string
}

/**
 * Connects to all nodes of the cluster that a server knows by that name, with the same user and password, each by its port for what the
 * server's address speaks; makes the two databases where they are missing. Throws `CLUSTER_UNFIT` where there is no such cluster, or none
 * on which tables could be made.
 */
export async function openCluster(access: ConnectOptions, name: string): Promise<Cluster> {
  const client = connect(access)
  try {
    const nodes = await nodesOf(client, name)
    const ports = await portsOf(client, name, new URL(access.url).protocol)
    const isReplicated = await hasKeeper(client)
    const isCopied = new Set(nodes.map(({ shard }) => shard)).size < nodes.length
    if (isCopied && !isReplicated) throw unfit(name, KEEPERLESS)
    const reached = nodes.map(({ host }, at) => ({ ...access, url: addressOf(access.url, host, ports[at]!) }))
    for (const node of reached) await createDatabases(node)
    return opened({ name, isReplicated }, reached)
  } finally {
    await client.close()
  }
}

const KEEPERLESS =
  'has several replicas of a shard, and this server no Keeper, or no macros {shard} and {replica}, by which tables are replicated'

function opened(layout: Layout, access: readonly ConnectOptions[]): Cluster {
  const nodes = access.map((each) => connect({ ...each, database: 'lifespan' }))
  return { layout, nodes, close: async () => void (await Promise.all(nodes.map((node) => node.close()))) }
}

async function nodesOf(client: ClickHouse, name: string): Promise<readonly Node[]> {
  const nodes = await client.rows<Node>(
    `SELECT shard_num AS shard, host_name AS host FROM system.clusters WHERE cluster = {name:String} ORDER BY shard_num, replica_num`,
    { name },
  )
  if (nodes.length > 0) return nodes
  const known = await client.rows<{ cluster: string }>(
    'SELECT DISTINCT cluster FROM system.clusters ORDER BY cluster LIMIT 20',
  )
  throw unfit(
    name,
    `is none that this server knows: ${known.map(({ cluster }) => cluster).join(', ') || 'it knows none'}`,
  )
}

/** Where each node listens: each says so itself, for `system.clusters` has the ports that servers use among themselves. */
async function portsOf(client: ClickHouse, name: string, protocol: string): Promise<readonly number[]> {
  const port = protocol === 'https:' ? 'https_port' : 'http_port'
  const rows = await client.rows<{ port: number }>(
    `SELECT getServerPort('${port}') AS port FROM clusterAllReplicas({name:String}, system.one) ORDER BY _shard_num`,
    { name },
  )
  return rows.map((row) => row.port)
}

/** Whether tables can be replicated: there is a Keeper, and each node is told which replica of which shard it is. */
async function hasKeeper(client: ClickHouse): Promise<boolean> {
  const [row] = await client.rows<{ keeper: string; macros: string }>(
    `SELECT (SELECT count() FROM system.tables WHERE database = 'system' AND name = 'zookeeper') AS keeper,
      (SELECT count() FROM system.macros WHERE macro IN ('shard', 'replica')) AS macros`,
  )
  return row!.keeper === '1' && row!.macros === '2'
}

function addressOf(url: string, host: string, port: number): string {
  const address = new URL(url)
  address.hostname = host
  address.port = String(port)
  return address.origin
}

function unfit(name: string, what: string): Fault {
  return new Fault('CLUSTER_UNFIT', `the cluster ${name} ${what}`)
}
