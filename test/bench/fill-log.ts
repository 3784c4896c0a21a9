import type { Producer } from 'kafkajs'
import { hashingOf } from '../../cli/system/core.ts'
import { keysFrom } from '../../cli/system/data-directory.ts'
import { Account } from '../../log/account.ts'
import { encodeBatch } from '../../log/block.ts'
import { connectKafka } from '../../log/kafka/connection.ts'
import { KafkaLog } from '../../log/kafka/kafka-log.ts'
import { headersOf } from '../../log/kafka/record.ts'
import { sendTo } from '../../log/kafka/sending.ts'
import { TOPICS } from '../../log/kafka/topics.ts'
import { Rejections } from '../../log/rejected.ts'
import { EventBatch } from '../../schemas/batch.ts'
import type { LifecycleEvent } from '../../schemas/events.ts'
import { route, type Routed } from '../../schemas/routing.ts'
import type { FillFigures } from './kafka/fill.ts'
import { KEY, PARTITIONS } from './kafka/ground.ts'
import { peerHistory } from './kafka/history.ts'
import { cpuSeconds } from './measure.ts'
import { World } from './world.ts'

/** Fills the log with events that are made here, as collectors do it or with one of them a record. */
type Store = (write: (batch: EventBatch) => void) => Promise<void>

const { keyring } = hashingOf(keysFrom(KEY))

function packed(producer: Producer): Store {
  const onRetry = (error: Error) => {
    throw error
  }
  const log = new KafkaLog({ producer, partitions: PARTITIONS, keyId: keyring.id, onRetry })
  return (write) => log.append({ write, account: new Account(), rejections: new Rejections() })
}

function single(producer: Producer): Store {
  return async (write) => {
    const batch = new EventBatch()
    write(batch)
    batch.receive(Date.now())
    await sendTo(producer, TOPICS.events, route(batch, PARTITIONS).flatMap(recordsOf(batch)))
  }
}

const recordsOf = (batch: EventBatch) => {
  return ({ events, mentions }: Routed, partition: number) => {
    const record = (rows: 'event' | 'mention') => (event: number) => {
      const value = Buffer.from(encodeBatch(batch.pick([event])))
      return { partition, value, headers: headersOf(rows, 1, keyring.id) }
    }
    return [...events.map(record('event')), ...mentions.map(record('mention'))]
  }
}

const byPartition = Array.from({ length: PARTITIONS }, () => 0)
let written = 0

/** Stores events, so many at once. What is counted begins once they and their keys are made. */
async function fill(store: Store, events: Iterator<LifecycleEvent>, count: number, atOnce: number): Promise<number> {
  let cpu = 0
  for (let left = count; left > 0; left -= atOnce) {
    let made = 0
    await store((batch) => {
      for (let n = 0; n < Math.min(left, atOnce); n++) push(batch, events.next().value as LifecycleEvent)
      route(batch, PARTITIONS).forEach(({ events: some }, partition) => (byPartition[partition]! += some.length))
      made = cpuSeconds()
    })
    cpu += cpuSeconds() - made
  }
  return cpu
}

function push(batch: EventBatch, event: LifecycleEvent): void {
  const eventId = [process.pid, written++].map(String)
  batch.push(event, { tenant: 'default', source: 'bench', authority: true, eventId }, keyring)
}

function* worldOf(live: number): Generator<LifecycleEvent> {
  const world = new World(live)
  while (true) yield* world.prime(1_000)
}

const [bootstrap = '', form, what, count, first, atOnce] = process.argv.slice(2)
const producer = connectKafka({ brokers: [bootstrap], onTrouble: (error) => console.error(error.message) }).producer()
await producer.connect()
const events = what === 'world' ? worldOf(Number(count)) : peerHistory(Number(first))
const store = form === 'single' ? single(producer) : packed(producer)
const cpu = await fill(store, events, Number(count), Number(atOnce))
await producer.disconnect()
console.log(JSON.stringify({ events: Number(count), cpu, byPartition } satisfies FillFigures))
