import { readOtlp, type Encoding } from '../../../../collector/otlp/read.ts'
import { remarksOn, successBody } from '../../../../collector/otlp/answer.ts'
import type { Signal } from '../../../../collector/otlp/carrier.ts'
import { encodeProtobuf } from '../../../../collector/otlp/test-protobuf.ts'
import { recogniseRecord } from '../../../../collector/adapters/index.ts'
import { createIntake } from '../../../../collector/intake.ts'
import type { RecordOutcome } from '../../../../collector/translated.ts'
import { encodeAccount } from '../../../../log/account-block.ts'
import { encodeBatch } from '../../../../log/block.ts'
import type { Log } from '../../../../log/log.ts'
import { encodeRejected } from '../../../../log/rejected.ts'
import { EventBatch } from '../../../../schemas/batch.ts'
import { createKeyring } from '../../../../schemas/keys.ts'
import { rejected } from '../../../../schemas/outcome.ts'

const NOW = Date.UTC(2026, 0, 1)

/** Takes records in as Lifespan does, and keeps every byte that ClickHouse would be sent. */
export class Stored {
  readonly #blocks: Uint8Array[] = []
  readonly #log: Log = {
    append: ({ write, account, rejections: listed }) => {
      const batch = new EventBatch()
      write(batch)
      this.#blocks.push(encodeBatch(batch), encodeAccount(account.lines, NOW), encodeRejected(listed.rows(), NOW))
      return Promise.resolve()
    },
    close: () => Promise.resolve(),
  }
  readonly #intake = createIntake({
    log: this.#log,
    keyring: createKeyring(new Uint8Array(16).fill(7)),
    fingerprint: (secret) => `hmac:${secret.length}`,
    now: () => NOW,
  })

  /** What ClickHouse would be sent, and clients were answered. */
  get bytes(): Buffer {
    return Buffer.concat(this.#blocks)
  }

  /** Takes a request of OTLP, and answers it. */
  async request(signal: Signal, encoding: Encoding, request: object): Promise<void> {
    const type = signal === 'traces' ? 'TracesRequest' : 'LogsRequest'
    const body = encoding === 'json' ? Buffer.from(JSON.stringify(request)) : encodeProtobuf(type, request)
    const reading = readOtlp(signal, encoding, body)
    if (reading.kind !== 'read') throw new Error(`the request is not read: ${reading.reason}`)
    await this.#take('otlp', reading.records, `/v1/${signal}`)
    this.#blocks.push(successBody(signal, encoding, remarksOn(reading.records)))
  }

  /** Takes records of a vendor, as `ingest` does, from a file of that name. */
  async records(records: readonly object[], file: string): Promise<void> {
    const outcomes = records.map((record, index): RecordOutcome => {
      const outcome = recogniseRecord(record)?.translate(record, 'source') ?? rejected('unknown format')
      return { outcome, bytes: JSON.stringify(record), position: index + 1 }
    })
    await this.#take('source', outcomes, file)
  }

  async #take(source: string, records: readonly RecordOutcome[], place: string): Promise<void> {
    await this.#intake.submit(source, records, place)
  }
}
