import type { Publication } from '../../../../correlator/engine/published.ts'
import type { Entry } from '../../../../correlator/tenure/ports.ts'
import { route } from '../../../../schemas/routing.ts'
import type { HistoryEvent, HistoryFinding } from '../../../histories/history.ts'
import type { Random } from '../../../histories/random.ts'
import { batchOf, sorted } from '../../../histories/replay.ts'

/** A record of the topic of findings. */
export interface FindingRecord extends Publication {
  readonly id: string
  readonly finding: HistoryFinding
  readonly partition: number
}

/** One partition of the log and of the findings, with what others made of it. */
export interface Part {
  readonly log: Entry[]
  /** What the archive holds (its inserts), and what its group has committed. */
  inserted: number
  archived: number
  /** What the correlators' group has committed. */
  judged: number
  /** How often the group's coordinator has given it to somebody: who had it before can commit nothing. */
  generation: number
  /** Null where compaction took one away. */
  readonly findings: (FindingRecord | null)[]
  /** How far the sink has come. */
  sunk: number
}

/** All that outlives processes: the logs, the archive, the group's coordinator, and a sink that upserts by finding and version. */
export class World {
  readonly parts: readonly Part[]
  readonly sink = new Map<string, FindingRecord>()
  readonly #random: Random
  readonly #flying: { readonly partition: number; readonly entry: Entry }[] = []

  constructor(partitions: number, random: Random) {
    this.#random = random
    this.parts = Array.from({ length: partitions }, () => ({
      log: [],
      inserted: 0,
      archived: 0,
      judged: 0,
      generation: 0,
      findings: [],
      sunk: 0,
    }))
  }

  /** Somebody sends events: each part of them reaches its partition by itself. */
  collect(events: readonly HistoryEvent[]): void {
    const batch = batchOf(events)
    for (const [partition, { events: own, mentions }] of route(batch, this.parts.length).entries()) {
      for (const places of [own, mentions]) {
        if (places.length > 0) this.#flying.push({ partition, entry: { facts: batch.pick(places) } })
      }
    }
  }

  /** Something that was sent is in the log. */
  land(): boolean {
    const { length } = this.#flying
    if (length === 0) return false
    for (const { partition, entry } of this.#flying.splice(this.#random.between(0, length - 1), 1))
      this.parts[partition]!.log.push(entry)
    return true
  }

  /** The archive goes on: it inserts, commits what it inserted, or dies in between and inserts it again. */
  archive(part: Part): void {
    if (this.#random.chance(0.5)) part.inserted = this.#random.between(part.inserted, part.log.length)
    else part.archived = this.#random.between(part.archived, part.inserted)
  }

  /** The sink takes the next record over, unless it has a newer one of the same finding. */
  drain(part: Part): boolean {
    if (part.sunk >= part.findings.length) return false
    const record = part.findings[part.sunk++]
    if (record && record.version >= (this.sink.get(record.id)?.version ?? 0)) this.sink.set(record.id, record)
    return true
  }

  /** Compaction: of what the sink has, the last record of each finding is kept, whatever its version. */
  compact(part: Part): void {
    const later = new Set<string>()
    for (let at = part.findings.length - 1; at >= 0; at--) {
      const record = part.findings[at]
      if (!record) continue
      if (at < part.sunk && later.has(record.id)) part.findings[at] = null
      later.add(record.id)
    }
  }

  get standing(): HistoryFinding[] {
    return sorted([...this.sink.values()].filter(({ stands }) => stands).map(({ finding }) => finding))
  }
}
