/** One broker, which is a controller too. */
export interface Node {
  readonly id: number
  readonly port: number
  readonly controllerPort: number
  /** Where it listens beside that: by the listener's name. */
  readonly more: Readonly<Record<string, number>>
}

/** A way in beside the plain one. */
export interface Listener {
  readonly name: string
  readonly protocol: 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL'
}

export interface PropertiesOptions {
  /** Where it stores its logs. */
  readonly logs: string
  readonly listeners: readonly Listener[]
  /** More lines, which win. */
  readonly properties: Readonly<Record<string, string>>
}

/** The `server.properties` of a broker that is quick to notice what tests do to it (kafka: A real broker without docker). */
export function propertiesOf(node: Node, nodes: readonly Node[], options: PropertiesOptions): string {
  const { logs, listeners, properties } = options
  const clients = [
    `CLIENTS://127.0.0.1:${node.port}`,
    ...listeners.map(({ name }) => `${name}://127.0.0.1:${node.more[name]}`),
  ]
  const protocols = [
    'CLIENTS:PLAINTEXT',
    'CONTROLLERS:PLAINTEXT',
    ...listeners.map(({ name, protocol }) => `${name}:${protocol}`),
  ]
  const copies = String(Math.min(nodes.length, 3))
  const lines = {
    'process.roles': 'broker,controller',
    'node.id': String(node.id),
    'controller.quorum.voters': nodes.map(({ id, controllerPort }) => `${id}@127.0.0.1:${controllerPort}`).join(','),
    listeners: [...clients, `CONTROLLERS://127.0.0.1:${node.controllerPort}`].join(','),
    'advertised.listeners': clients.join(','),
    'listener.security.protocol.map': protocols.join(','),
    'controller.listener.names': 'CONTROLLERS',
    'inter.broker.listener.name': 'CLIENTS',
    'log.dirs': logs,
    'auto.create.topics.enable': 'false',
    'offsets.topic.replication.factor': copies,
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.replication.factor': copies,
    'transaction.state.log.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
    'group.min.session.timeout.ms': '1000',
    ...properties,
  }
  return Object.entries(lines)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}
