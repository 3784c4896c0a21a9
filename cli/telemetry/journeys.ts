import type { Log, LogReader } from '../../log/log.ts'
import type { EventBatch } from '../../schemas/batch.ts'
import { Distribution } from '../../schemas/distribution.ts'

/** The way of one batch through Lifespan: moments, ms of `performance.now()`. */
export interface Journey {
  readonly events: number
  /** Its first record was taken. */
  readonly taken: number
  /** Its insert began. */
  readonly sent: number
  durable: number
  judged: number
  published: number
}

/** A reader of the log of which is known when all that it judged by now is published. */
export interface PublishingReader extends LogReader {
  readonly settled: Promise<void>
}

/** Follows batches from the log's door to what follows from them, by standing in front of both: neither knows. */
export class Journeys {
  /** Events that are durable. */
  events = 0
  /** From taken to published, s. */
  readonly delays = new Distribution()
  /** When the first record of a batch that is being gathered was taken. */
  readonly #gathering = new Map<EventBatch, number>()
  readonly #underWay = new Set<Journey>()
  /** Told of each journey that has come to its end. */
  onEnd: (journey: Journey) => void = () => undefined

  /** When the oldest batch that is not published yet was taken, or null. */
  get oldest(): number | null {
    const [journey] = this.#underWay
    const [gathering] = this.#gathering.values()
    return journey?.taken ?? gathering ?? null
  }

  /** The same log, of whose batches it is noted when they began. */
  log(log: Log): Log {
    return {
      append: (append) => {
        let written: EventBatch | undefined
        const write = (batch: EventBatch) => {
          append.write(batch)
          if (batch.length > 0 && !this.#gathering.has(batch)) this.#gathering.set(batch, performance.now())
          written = batch
        }
        return log.append({ ...append, write }).catch((error: unknown) => {
          if (written !== undefined) this.#gathering.delete(written)
          throw error
        })
      },
      close: () => log.close(),
    }
  }

  /** The same log, whose batches are at their end once they are durable: they are judged elsewhere. */
  sending(log: Log): Log {
    const followed = this.log(log)
    return {
      append: async (append) => {
        let batch: EventBatch | undefined
        const write = (into: EventBatch) => append.write((batch = into))
        await followed.append({ ...append, write })
        if (batch !== undefined && this.#gathering.delete(batch)) this.events += batch.length
      },
      close: () => log.close(),
    }
  }

  /** The same reader, of whose batches it is noted how they go on. */
  reader(reader: PublishingReader): LogReader {
    let journey: Journey | null = null
    return {
      merge: (batch) => {
        journey = this.#begin(batch)
        reader.merge(batch)
      },
      durable: (mark) => {
        if (journey !== null) journey.durable = performance.now()
        reader.durable(mark)
        if (journey !== null) void this.#follow(journey, reader.settled)
        journey = null
      },
    }
  }

  #begin(batch: EventBatch): Journey {
    const sent = performance.now()
    const taken = this.#gathering.get(batch) ?? sent
    this.#gathering.delete(batch)
    const journey = { events: batch.length, taken, sent, durable: 0, judged: 0, published: 0 }
    this.#underWay.add(journey)
    return journey
  }

  async #follow(journey: Journey, settled: Promise<void>): Promise<void> {
    this.events += journey.events
    journey.judged = performance.now()
    await settled
    journey.published = performance.now()
    this.delays.observe((journey.published - journey.taken) / 1_000)
    this.#underWay.delete(journey)
    this.onEnd(journey)
  }
}
