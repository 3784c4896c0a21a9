import type { SpanExporter } from './batch.ts'
import { installed } from './installed.ts'
import { quietly } from './quiet.ts'

/** What sends records to Kafka; a producer of `kafkajs` does. */
export interface RecordProducer {
  connect(): Promise<void>
  send(batch: { readonly topic: string; readonly messages: { readonly value: Buffer }[] }): Promise<unknown>
  disconnect(): Promise<void>
}

export interface KafkaSpanExporterOptions {
  /** Made by the service, with its brokers and how they let it in; the exporter connects and disconnects it. */
  readonly producer: RecordProducer
  /** `otlp_spans` unless it is said, as the OpenTelemetry Collector has it. */
  readonly topic?: string | undefined
}

/** As exporters say it: 0 is success. */
interface Result {
  readonly code: number
  readonly error?: Error
}

interface Serializer {
  serializeRequest(spans: unknown): Uint8Array | undefined
}

/** OpenTelemetry's own, which its OTLP exporter is made of. */
const [TRANSFORMER, EXPORTER] = ['@opentelemetry/otlp-transformer', '@opentelemetry/exporter-trace-otlp-proto']
/** Brokers take records of 1 MiB unless they are told otherwise (Kafka: message.max.bytes). */
const LARGEST_RECORD_BYTES = 900_000

/**
 * Sends spans to Kafka, as the OpenTelemetry Collector would: records of `otlp_proto` in `otlp_spans`. For `lifespanTelemetry({ exporter })`, or a
 * span processor of the service's SDK. Throws where OpenTelemetry's OTLP exporter, which has the encoding, is not installed, and where it is given no producer.
 */
export class KafkaSpanExporter implements SpanExporter {
  readonly #producer: RecordProducer
  readonly #topic: string
  readonly #serializer: Serializer
  #connected: Promise<void> | null = null

  constructor(options: KafkaSpanExporterOptions) {
    const { producer, topic = 'otlp_spans' } = options ?? {}
    if (!isProducer(producer))
      throw new TypeError('KafkaSpanExporter sends by a producer, which can connect, send and disconnect: give it one')
    if (topic === '') throw new TypeError('KafkaSpanExporter sends to a topic: its name is empty')
    this.#producer = producer
    this.#topic = topic
    this.#serializer = findSerializer()
  }

  export(spans: never[], done: (result: Result) => void): void {
    void (async () => done(await quietly(() => this.#deliver(spans))))()
  }

  async forceFlush(): Promise<void> {
    // Whoever exports waits for each batch.
  }

  async shutdown(): Promise<void> {
    if (this.#connected === null) return
    await this.#connected.catch(() => undefined)
    await this.#producer.disconnect()
  }

  async #deliver(spans: readonly unknown[]): Promise<Result> {
    try {
      await this.#send(spans)
      return { code: 0 }
    } catch (error) {
      return { code: 1, error: error instanceof Error ? error : new Error(String(error)) }
    }
  }

  async #send(spans: readonly unknown[]): Promise<void> {
    const values = this.#encode(spans)
    this.#connected ??= this.#producer.connect()
    await this.#connected.catch((error: unknown) => {
      this.#connected = null
      throw error
    })
    for (const value of values) await this.#producer.send({ topic: this.#topic, messages: [{ value }] })
  }

  /** Records that brokers take: what is too large is halved, as far as it goes. */
  #encode(spans: readonly unknown[]): Buffer[] {
    const bytes = Buffer.from(this.#serializer.serializeRequest(spans) ?? [])
    if (bytes.length <= LARGEST_RECORD_BYTES || spans.length === 1) return [bytes]
    const middle = spans.length >> 1
    return [...this.#encode(spans.slice(0, middle)), ...this.#encode(spans.slice(middle))]
  }
}

const isProducer = (given: RecordProducer | undefined): given is RecordProducer =>
  (['connect', 'send', 'disconnect'] as const).every((name) => typeof given?.[name] === 'function')

function findSerializer(): Serializer {
  const found = installed(TRANSFORMER, EXPORTER) ?? installed(TRANSFORMER)
  const { ProtobufTraceSerializer: serializer } = (found?.module ?? {}) as {
    readonly ProtobufTraceSerializer?: Serializer
  }
  if (serializer === undefined) throw new Error(`KafkaSpanExporter encodes by ${EXPORTER}: install it`)
  return serializer
}
