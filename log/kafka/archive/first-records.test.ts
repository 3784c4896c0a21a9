import type { Admin, Kafka, Message, Producer } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startConnected, type Connected } from '../../../test/kafka/connected.ts'
import { noKafka } from '../../../test/kafka/needed.ts'
import { endOf } from '../positions.ts'
import { createTopics } from '../topics.ts'
import { firstRecords } from './first-records.ts'

const TOPIC = 'looked-at'
const START_MS = 120_000

let connected: Connected
let kafka: Kafka
let admin: Admin
let producer: Producer
beforeAll(async () => {
  if (noKafka) return
  connected = await startConnected()
  ;({ kafka, admin } = connected)
  await createTopics(admin, [{ topic: TOPIC, numPartitions: 3 }])
  producer = kafka.producer()
  await producer.connect()
}, START_MS)
afterAll(async () => {
  await producer?.disconnect()
  await connected?.stop()
})

/** A record, or a tombstone, each at the next offset of a partition. */
const written = (partition: number, kinds: string): Message[] =>
  kinds.split('').map((kind) => ({ partition, key: 'any', value: kind === 'r' ? 'a record' : null }))

/** Transactions of others end with a record of the brokers' own, which nobody is handed; it comes a moment later. */
async function transaction(partition: number): Promise<void> {
  const end = await endOf(admin, TOPIC, partition)
  const theirs = kafka.producer({ transactionalId: 'theirs', maxInFlightRequests: 1, idempotent: true })
  await theirs.connect()
  const under = await theirs.transaction()
  await under.send({ topic: TOPIC, messages: written(partition, 'r') })
  await under.commit()
  await theirs.disconnect()
  await expect.poll(() => endOf(admin, TOPIC, partition), { timeout: 10_000 }).toBe(end + 2)
}

describe.skipIf(noKafka)('the first record of stretches', () => {
  test('is found behind tombstones and ends of transactions, or there is none', { timeout: 60_000 }, async () => {
    await producer.send({ topic: TOPIC, messages: [...written(0, 'rttrtr'), ...written(1, 'rtt')] })
    await transaction(2)
    await producer.send({ topic: TOPIC, messages: written(2, 'r') })
    const look = (partition: number, ...stretches: readonly (readonly [number, number])[]) =>
      [partition, stretches.map(([from, to]) => ({ from, to }))] as const
    const first = (...sought: readonly ReturnType<typeof look>[]) =>
      firstRecords(kafka, 'looking', TOPIC, new Map(sought))
    expect(await first(look(0, [1, 3], [4, 6]), look(1, [1, 3]), look(2, [1, 2]))).toEqual(
      new Map([
        [0, 5],
        [1, null],
        [2, null],
      ]),
    )
    expect(await first(look(0, [0, 2]), look(1, [2, 3]))).toEqual(
      new Map([
        [0, 0],
        [1, null],
      ]),
    )
  })

  test('may be the first place, where brokers hand nothing out', { timeout: 60_000 }, async () => {
    await transaction(1)
    const found = await firstRecords(kafka, 'looking', TOPIC, new Map([[1, [{ from: 4, to: 5 }]]]), 3_000)
    expect(found).toEqual(new Map([[1, 4]]))
  })
})
