import { setTimeout as sleep } from 'node:timers/promises'
import type { Admin, Consumer } from 'kafkajs'
import type { FeedOptions } from './feed.ts'

/** A consumer that fetches nothing for so long while there is something to read has stopped without a word (faults: kafkajs). */
const STALL_CHECK_MS = 30_000

type Watched = Pick<FeedOptions, 'kafka' | 'group' | 'topics' | 'watched' | 'isWaiting'>

/** Tells a consumer that stands still from one that has nothing to do, or that waits for what it took to be durable. */
export class Stall {
  readonly #options: Watched
  #underWay = 0
  #taken = 0

  constructor(options: Watched) {
    this.#options = options
  }

  /** Whatever is taken shows that the consumer lives, and so does its taking long. */
  async during(take: () => Promise<void>): Promise<void> {
    this.#underWay += 1
    try {
      await take()
    } finally {
      this.#underWay -= 1
      this.#taken += 1
    }
  }

  /** Resolves with an error once two looks at the lag, one after the other, see that nothing is read. */
  async watch(consumer: Consumer, signal: AbortSignal): Promise<Error> {
    const assigned = followAssignment(consumer)
    let [before, suspicious] = [this.#taken, false]
    for (;;) {
      await sleep(STALL_CHECK_MS, undefined, { signal }).catch(() => undefined)
      if (signal.aborted) return new Error('closed')
      const isIdle = this.#taken === before && this.#underWay === 0 && this.#options.isWaiting?.() !== true
      const stands = isIdle && (await this.#lags(assigned()))
      if (stands && suspicious) return new Error('the consumer reads nothing though there is something to read')
      ;[before, suspicious] = [this.#taken, stands]
    }
  }

  /** Whether there is something behind what the group has committed, in partitions of ours. Brokers that do not answer say nothing. */
  async #lags(assigned: Assignment): Promise<boolean> {
    const { kafka, group, topics, watched = topics } = this.#options
    const admin = kafka.admin()
    try {
      await admin.connect()
      for (const topic of watched) {
        if (await lagsIn(admin, group, topic, assigned[topic] ?? [])) return true
      }
      return false
    } catch {
      return false
    } finally {
      await admin.disconnect().catch(() => undefined)
    }
  }
}

type Assignment = Readonly<Record<string, readonly number[]>>

function followAssignment(consumer: Consumer): () => Assignment {
  let assigned: Assignment = {}
  consumer.on('consumer.group_join', ({ payload }) => (assigned = payload.memberAssignment))
  return () => assigned
}

async function lagsIn(admin: Admin, groupId: string, topic: string, partitions: readonly number[]): Promise<boolean> {
  const ends = await admin.fetchTopicOffsets(topic)
  const [committed] = await admin.fetchOffsets({ groupId, topics: [topic] })
  return ends.some(({ partition, high, low }) => {
    if (!partitions.includes(partition)) return false
    const offset = Number(committed?.partitions.find((one) => one.partition === partition)?.offset ?? -1)
    return Number(high) > Math.max(offset, Number(low))
  })
}
