import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort } from '../../clickhouse/io/ports.ts'
import { Broker } from './broker.ts'
import { kafkaJars } from './jars.ts'
import { propertiesOf, type Listener, type Node } from './properties.ts'

const START_PATIENCE_MS = 60_000
const run = promisify(execFile)

/** Brokers that belong together. */
export interface Cluster {
  /** `host:port,…` */
  readonly bootstrap: string
  /** The same of another listener, by its name. */
  readonly others: Readonly<Record<string, string>>
  readonly brokers: readonly Broker[]
  /** Where each of them keeps its log segments, in a folder a partition. */
  readonly logs: readonly string[]
  /** Ends all, and removes what they stored. */
  stop(): Promise<void>
}

export interface ClusterOptions {
  readonly brokers?: number
  /** The first broker's port; by default any free one. */
  readonly port?: number
  /** Ways in beside the plain one. */
  readonly listeners?: readonly Listener[]
  /** What else a broker's directory is formatted with: `--add-scram …`. */
  readonly format?: readonly string[]
  /** More lines of each broker's properties. */
  readonly properties?: Readonly<Record<string, string>>
}

/** Starts a real Apache Kafka (KRaft) with its data in a temporary directory, and waits until it answers. */
export async function startKafka(options: ClusterOptions = {}): Promise<Cluster> {
  const jars = await kafkaJars()
  const data = await mkdtemp(join(tmpdir(), 'lifespan-kafka-'))
  const nodes = await nodesOf(options)
  const clusterId = randomBytes(16).toString('base64url')
  const brokers: Broker[] = []
  const stop = async () => {
    await Promise.all(brokers.map((broker) => broker.stop()))
    await rm(data, { recursive: true, force: true })
  }
  try {
    for (const node of nodes) brokers.push(await prepare(node, nodes, { data, jars, clusterId, ...options }))
    await Promise.all(brokers.map((broker) => broker.start()))
    await Promise.all(nodes.map((node, n) => listens(node.port, brokers[n]!)))
  } catch (error) {
    await stop()
    throw error
  }
  const addresses = (portOf: (node: Node) => number) => nodes.map((node) => `127.0.0.1:${portOf(node)}`).join(',')
  const others = (options.listeners ?? []).map(({ name }) => [name, addresses(({ more }) => more[name]!)] as const)
  return {
    bootstrap: addresses(({ port }) => port),
    others: Object.fromEntries(others),
    brokers,
    logs: nodes.map((node) => logsOf(data, node)),
    stop,
  }
}

async function nodesOf({ brokers = 1, port = 0, listeners = [] }: ClusterOptions): Promise<readonly Node[]> {
  const nodes: Node[] = []
  const taken: number[] = []
  const free = async (wished: number) => {
    const found = await freePort({ port: wished, named: wished > 0, purpose: 'a Kafka broker' }, taken)
    taken.push(found)
    return found
  }
  for (let id = 1; id <= brokers; id++) {
    const own = await free(port > 0 ? port + id - 1 : 0)
    const controllerPort = await free(0)
    const more: Record<string, number> = {}
    for (const { name } of listeners) more[name] = await free(0)
    nodes.push({ id, port: own, controllerPort, more })
  }
  return nodes
}

interface Prepared extends ClusterOptions {
  readonly data: string
  readonly jars: string
  readonly clusterId: string
}

async function prepare(node: Node, nodes: readonly Node[], options: Prepared): Promise<Broker> {
  const { data, jars, clusterId, properties = {}, listeners = [], format = [] } = options
  const logs = logsOf(data, node)
  await mkdir(logs)
  const file = join(data, `broker-${node.id}.properties`)
  await writeFile(file, propertiesOf(node, nodes, { logs, listeners, properties }))
  const args = ['-cp', jars, 'kafka.tools.StorageTool', 'format', `--cluster-id=${clusterId}`, '-c', file, ...format]
  await run('java', args)
  return new Broker(jars, file)
}

const logsOf = (data: string, { id }: Node) => join(data, `broker-${id}`)

/** A broker listens for clients once it has joined its controllers. */
async function listens(port: number, broker: Broker): Promise<void> {
  for (const until = Date.now() + START_PATIENCE_MS; ; await sleep(50)) {
    if (!broker.runs) throw new Error('a Kafka broker ended while it was starting')
    if (await answers(port)) return
    if (Date.now() > until) throw new Error(`no Kafka broker listens on port ${port} after a minute`)
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}
