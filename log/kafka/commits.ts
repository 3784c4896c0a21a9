import { TOPICS } from './topics.ts'

const EVERY_MS = 500

/** A place of the log as Kafka keeps it for a group. */
interface GroupOffset {
  readonly topic: string
  readonly partition: number
  readonly offset: string
}

/** How far partitions of the log are judged, which is committed for their group twice a second where it changed. */
export class Commits {
  readonly #judged = new Map<number, number>()
  readonly #committed = new Map<number, number>()
  readonly #timer: NodeJS.Timeout
  readonly #commitOffsets: (offsets: GroupOffset[]) => Promise<void>
  #underWay: Promise<void> | null = null

  constructor(commitOffsets: (offsets: GroupOffset[]) => Promise<void>) {
    this.#commitOffsets = commitOffsets
    this.#timer = setInterval(() => void this.#commit(), EVERY_MS)
  }

  /** What follows from all before a position is durable. */
  judged(partition: number, position: number): void {
    this.#judged.set(partition, position)
  }

  /** A partition is not ours any longer, or anew. */
  forget(partition: number): void {
    this.#judged.delete(partition)
    this.#committed.delete(partition)
  }

  /** Commits what is left to be; no longer after that. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#underWay
    await this.#commit()
  }

  /** One at a time, for each takes long where brokers are away; what is refused is due again. */
  #commit(): Promise<void> {
    const commit = () => this.#commitDue().catch(() => undefined)
    return (this.#underWay ??= commit().finally(() => (this.#underWay = null)))
  }

  async #commitDue(): Promise<void> {
    const due = [...this.#judged].filter(([partition, position]) => this.#committed.get(partition) !== position)
    if (due.length === 0) return
    await this.#commitOffsets(
      due.map(([partition, position]) => ({ topic: TOPICS.events, partition, offset: String(position) })),
    )
    for (const [partition, position] of due) if (this.#judged.has(partition)) this.#committed.set(partition, position)
  }
}
