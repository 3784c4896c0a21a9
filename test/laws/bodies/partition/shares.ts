import type { EventBatch } from '../../../../schemas/batch.ts'
import { route } from '../../../../schemas/routing.ts'
import type { TellBatch } from '../../../../correlator/engine/tell-batch.ts'
import type { HistoryEvent, HistoryFinding } from '../../../histories/history.ts'
import type { Random } from '../../../histories/random.ts'
import { batchOf, sorted } from '../../../histories/replay.ts'
import { ShareBoard } from './share-board.ts'

/** What a partition's log holds: facts, or what rows of another partition tell. */
export type Entry = { readonly facts: EventBatch } | { readonly tells: TellBatch }

/** A log in partitions and an engine for each, which reads it at its own pace; all in memory. */
export class Shares {
  readonly #logs: Entry[][]
  readonly #boards: ShareBoard[]
  readonly #read: number[]
  readonly #random: Random
  /** What was sent and is in no log yet. */
  readonly #flying: { readonly partition: number; readonly entry: Entry }[] = []

  constructor(partitions: number, random: Random) {
    const numbers = [...Array(partitions).keys()]
    this.#random = random
    this.#logs = numbers.map(() => [])
    this.#read = numbers.map(() => 0)
    this.#boards = numbers.map((partition) => new ShareBoard({ partition, partitions }))
  }

  get count(): number {
    return this.#logs.length
  }

  /** Sends events, and mentions of them, to the logs. */
  append(events: readonly HistoryEvent[]): void {
    const batch = batchOf(events)
    for (const [partition, { events: own, mentions }] of route(batch, this.count).entries()) {
      const parts = [own, mentions].filter((places) => places.length > 0)
      for (const places of parts) this.#flying.push({ partition, entry: { facts: batch.pick(places) } })
    }
  }

  /** One partition goes on: it reads an entry, judges, or moves to somebody who knows nothing of it. */
  step(now: number, moves: number): void {
    if (this.#random.chance(0.5)) this.#land()
    const partition = this.#random.between(0, this.count - 1)
    if (this.#random.chance(moves)) this.#move(partition)
    else if (this.#random.chance(0.3)) this.#boards[partition]!.look(now)
    else this.#readOn(partition)
  }

  /** Reads and judges until nobody has anything left to read. */
  settle(now: number): void {
    while (this.#flying.length > 0) this.#land()
    while (this.#read.some((position, partition) => position < this.#logs[partition]!.length)) {
      for (let partition = 0; partition < this.count; partition++) this.#readOn(partition)
    }
    for (const board of this.#boards) board.look(now)
  }

  sorted(): HistoryFinding[] {
    return sorted(this.#boards.flatMap((board) => board.sorted()))
  }

  get complaints(): readonly string[] {
    return this.#boards.flatMap(({ complaints }) => complaints)
  }

  /** Any of what was sent reaches its log: partitions have no order between them. */
  #land(): void {
    if (this.#flying.length === 0) return
    for (const { partition, entry } of this.#flying.splice(this.#random.between(0, this.#flying.length - 1), 1))
      this.#logs[partition]!.push(entry)
  }

  /** Reads the next entry; what it leads rows to tell is in the logs before it counts as read. Some of that is sent twice. */
  #readOn(partition: number): void {
    const entry = this.#logs[partition]![this.#read[partition]!]
    if (entry === undefined) return
    const { engine } = this.#boards[partition]!
    if ('facts' in entry) engine.merge(entry.facts)
    else engine.hear(entry.tells)
    for (const { partition: to, batch } of engine.takeTells()) {
      this.#logs[to]!.push({ tells: batch })
      if (this.#random.chance(0.2)) this.#logs[this.#random.chance(0.5) ? to : partition]!.push({ tells: batch })
    }
    this.#read[partition]!++
  }

  /** Somebody else takes a partition over: he reads it from the beginning, and judges nothing before he has caught up. */
  #move(partition: number): void {
    this.#boards[partition]!.takeOver()
    this.#read[partition] = 0
    for (const end = this.#logs[partition]!.length; this.#read[partition] < end;) this.#readOn(partition)
  }
}
