import type { Producer } from 'kafkajs'
import { hashingOf } from '../../../cli/system/core.ts'
import { keysFrom } from '../../../cli/system/data-directory.ts'
import { Account } from '../../../log/account.ts'
import { KafkaLog } from '../../../log/kafka/kafka-log.ts'
import { Rejections } from '../../../log/rejected.ts'
import type { LifecycleEvent } from '../../../schemas/events.ts'
import { KEY_WORDS } from '../../../schemas/keys.ts'
import { partitionOf } from '../../../schemas/partition.ts'
import { HOUR, SECOND, toNanos } from '../../../schemas/time.ts'
import { KEY, PARTITIONS } from './ground.ts'

const TENANT = 'default'
const ISSUER = 'https://issuer.example'
const { keyring } = hashingOf(keysFrom(KEY))

/** A credential of each partition whose workload is gone, and that nobody has used yet: the next use of it is a finding. */
export class Probes {
  readonly ids: readonly string[]
  readonly #log: KafkaLog
  #sent = 0

  constructor(producer: Producer, name: string) {
    this.ids = idsIn(name)
    const onRetry = (error: Error) => console.error(error.message)
    this.#log = new KafkaLog({ producer, partitions: PARTITIONS, keyId: keyring.id, onRetry })
  }

  /** Issues them all, and ends their workloads. */
  async issue(): Promise<void> {
    const at = Date.now() - HOUR
    await this.#append(this.ids.flatMap((id) => lifeOf(id, at)))
  }

  /** Uses those of some partitions. */
  async use(partitions: readonly number[]): Promise<void> {
    const time = toNanos(Date.now())
    await this.#append(
      partitions.map((partition) => ({ type: 'credential.used', time, ...named(this.ids[partition]!) })),
    )
  }

  async #append(events: readonly LifecycleEvent[]): Promise<void> {
    await this.#log.append({
      account: new Account(),
      rejections: new Rejections(),
      write: (batch) => {
        for (const event of events) {
          const eventId = [this.ids[0]!, String(this.#sent++)]
          batch.push(event, { tenant: TENANT, source: 'bench', authority: true, eventId }, keyring)
        }
      },
    })
  }
}

const named = (id: string) => ({ outcome: 'ok', credential_id: id, issuer: ISSUER }) as const

function lifeOf(id: string, at: number): LifecycleEvent[] {
  const workload = { workload_id: `workload of ${id}`, workload_kind: 'pod' }
  return [
    { type: 'credential.issued', time: toNanos(at), ...named(id), ...workload, not_after: at + 3 * HOUR },
    { type: 'workload.ended', outcome: 'ok', time: toNanos(at + SECOND), ...workload },
  ]
}

/** The first id of each partition. */
function idsIn(name: string): string[] {
  const ids: string[] = []
  const key = new Uint32Array(KEY_WORDS)
  for (let n = 0; Object.keys(ids).length < PARTITIONS; n++) {
    keyring.key('credential', [TENANT, ISSUER, `${name}-${n}`], key, 0)
    ids[partitionOf(key[0]!, PARTITIONS)] ??= `${name}-${n}`
  }
  return ids
}
