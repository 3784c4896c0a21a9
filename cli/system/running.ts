import { randomBytes } from 'node:crypto'
import { startOf } from '../../clickhouse/io/process-life.ts'
import { Budget } from '../../collector/receivers/budget.ts'
import type { Receiver, ReceiverCounters } from '../../collector/receivers/receiver.ts'
import type { OtlpKafkaSettings } from '../config/kafka-access.ts'
import { createRoutes } from '../web/routes.ts'
import { watchOwners } from './owners-watch.ts'
import { OTLP_SOURCE, startReceivers, type Receivers, type WaysIn } from './receivers.ts'
import { removeRun, writeRun, type Run } from './run-file.ts'
import { openCore, type Core, type SystemOptions } from './system.ts'

export interface System extends Core {
  readonly otlp: Receiver
  readonly otlpGrpc: Receiver
}

export interface RunningOptions extends SystemOptions, WaysIn {
  /** With which logs may be pushed. */
  readonly ingestTokens?: readonly string[]
  /** Where OTLP is read from Kafka. */
  readonly otlpKafka?: OtlpKafkaSettings | null
  /** Where own traces go. */
  readonly tracesEndpoint?: string | null
}

/** The whole system: a core that is reached over the network, and that the commands beside it find. Throws a Fault. */
export async function startSystem(options: RunningOptions): Promise<System> {
  const core = await openCore(options)
  const { dataDir, owners } = core
  const { onTrouble } = options
  const ends = [() => core.stop()]
  const stop = async () => {
    for (const end of ends.splice(0)) await end()
  }
  try {
    const token = randomBytes(16).toString('hex')
    const receivers = await receive(core, token, options)
    const { otlp, otlpGrpc, close } = receivers
    ends.unshift(close)
    if (options.otlpKafka) ends.unshift(await readKafka(core, options.otlpKafka, onTrouble))
    if (options.tracesEndpoint) {
      const { startTraces } = await import('../telemetry/traces.ts')
      ends.push(await startTraces(options.tracesEndpoint, [otlp.url, otlpGrpc.url], core.meters, onTrouble))
    }
    await writeRun(dataDir, runOf(core, receivers, token, await startOf(process.pid)))
    ends.push(() => removeRun(dataDir))
    if (owners !== null) ends.unshift(watchOwners(options.owners!, owners, onTrouble))
    return { ...core, otlp, otlpGrpc, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** kafkajs is loaded where it is asked for, and not otherwise. */
async function readKafka(
  { intake }: Core,
  { access, group, topics }: OtlpKafkaSettings,
  onError: (error: Error) => void,
): Promise<() => Promise<void>> {
  const { startOtlpKafka } = await import('../../collector/receivers/kafka/otlp-kafka.ts')
  const options = { access: { ...access, onTrouble: onError }, group, topics, intake, source: OTLP_SOURCE, onError }
  return startOtlpKafka(options).close
}

async function receive(core: Core, token: string, options: RunningOptions): Promise<Receivers> {
  const { otlpHttp, otlpGrpc, onTrouble: onError, ingestTokens = [] } = options
  const budget = new Budget()
  const counters: Record<string, Readonly<ReceiverCounters>> = {}
  const routes = createRoutes({ core, token, ingestTokens, budget, counters, onError })
  const receivers = await startReceivers({ otlpHttp, otlpGrpc, intake: core.intake, onError, budget, routes })
  Object.assign(counters, { http: receivers.otlp.counters, grpc: receivers.otlpGrpc.counters })
  return receivers
}

function runOf({ server, secrets }: Core, { otlp, otlpGrpc }: Receivers, token: string, began: string): Run {
  return {
    pid: process.pid,
    began,
    clickhouse: server.url,
    engine: server.engineUrl,
    foreign: server.foreign,
    otlp: otlp.url,
    otlpGrpc: otlpGrpc.url,
    token,
    analystPassword: secrets.passwords.analyst,
    policy: server.policy,
  }
}
