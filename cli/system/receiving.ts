import { Budget } from '../../collector/receivers/budget.ts'
import type { ReceiverCounters } from '../../collector/receivers/receiver.ts'
import type { OtlpKafkaSettings } from '../config/kafka-access.ts'
import type { CaepOptions } from '../web/caep.ts'
import { createRoutes } from '../web/routes.ts'
import type { Core } from './core.ts'
import { OTLP_SOURCE, startReceivers, type Receivers, type WaysIn } from './receivers.ts'

export interface ReceivingOptions extends WaysIn {
  /** With which logs may be pushed. */
  readonly ingestTokens?: readonly string[]
  /** Where there are receivers of security event tokens. */
  readonly caep?: CaepOptions | undefined
  /** Where OTLP is read from Kafka. */
  readonly otlpKafka?: OtlpKafkaSettings | null
  /** Where own traces go. */
  readonly tracesEndpoint?: string | null
  readonly onTrouble: (error: Error) => void
}

/** Receives for a core, in every way that is configured. `token` is that of whoever sends what `lifespan ingest` has read. */
export async function receive(core: Core, token: string, options: ReceivingOptions): Promise<Receivers> {
  const receivers = await receiveHttp(core, token, options)
  const { otlpKafka, onTrouble } = options
  if (!otlpKafka) return receivers
  try {
    const endReading = await readKafka(core, otlpKafka, onTrouble)
    const close = async () => {
      await endReading()
      await receivers.close()
    }
    return { ...receivers, close }
  } catch (error) {
    await receivers.close()
    throw error
  }
}

/** Tells of what a core does, where an endpoint for traces is configured; returns what ends that: the last of all. */
export async function trace(
  { meters }: Core,
  { otlp, otlpGrpc }: Pick<Receivers, 'otlp' | 'otlpGrpc'>,
  { tracesEndpoint, onTrouble }: ReceivingOptions,
): Promise<() => Promise<void>> {
  if (!tracesEndpoint) return async () => undefined
  const { startTraces } = await import('../telemetry/traces.ts')
  return startTraces(tracesEndpoint, [otlp.url, otlpGrpc.url], meters, onTrouble)
}

/** kafkajs is loaded where it is asked for, and not otherwise. */
async function readKafka(
  { intake }: Core,
  { access, ...read }: OtlpKafkaSettings,
  onError: (error: Error) => void,
): Promise<() => Promise<void>> {
  const { startOtlpKafka } = await import('../../collector/receivers/kafka/otlp-kafka.ts')
  const options = { access: { ...access, onTrouble: onError }, ...read, intake, source: OTLP_SOURCE, onError }
  return startOtlpKafka(options).close
}

async function receiveHttp(core: Core, token: string, options: ReceivingOptions): Promise<Receivers> {
  const { listen, otlpHttp, otlpGrpc, onTrouble: onError, ingestTokens = [], caep } = options
  const budget = new Budget()
  const counters: Record<string, Readonly<ReceiverCounters>> = {}
  const routes = createRoutes({ core, token, ingestTokens, caep, budget, counters, onError })
  const receivers = await startReceivers({ listen, otlpHttp, otlpGrpc, intake: core.intake, onError, budget, routes })
  Object.assign(counters, { http: receivers.otlp.counters, grpc: receivers.otlpGrpc.counters })
  return receivers
}
