import type { TellerName } from '../../schemas/entities.ts'

/** Rows that are to tell the partition of someone who listens to them. */
export interface Parcel {
  readonly partition: number
  readonly entity: TellerName
  readonly rows: readonly number[]
}

/** What rows are to tell other partitions: who, not what, for what they know is read when it is sent. */
export class Outbox {
  readonly #waiting = { workload: new Map<number, Set<number>>(), credential: new Map<number, Set<number>>() }

  /** A row is to tell a partition; once, however often it is asked to. */
  add(entity: TellerName, row: number, partition: number): void {
    const rows = this.#waiting[entity].get(partition)
    if (rows === undefined) this.#waiting[entity].set(partition, new Set([row]))
    else rows.add(row)
  }

  /** Takes out all that waits. */
  take(): Parcel[] {
    return (['workload', 'credential'] as const).flatMap((entity) => {
      const parcels = [...this.#waiting[entity]].map(([partition, rows]) => ({ partition, entity, rows: [...rows] }))
      this.#waiting[entity].clear()
      return parcels
    })
  }
}
