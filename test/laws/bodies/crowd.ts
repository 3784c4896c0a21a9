import { EventBatch } from '../../../schemas/batch.ts'
import { generate } from '../../histories/generate.ts'
import type { HistoryEvent } from '../../histories/history.ts'
import type { Random } from '../../histories/random.ts'
import { addTo } from '../../histories/replay.ts'

/** An event of one of many histories that share a database, each as a tenant of its own. */
export interface TenantEvent {
  readonly tenant: string
  readonly event: HistoryEvent
}

export const tenantOf = (seed: number) => `t${seed}`

/** The histories of many seeds. */
export class Crowd {
  readonly histories: ReadonlyMap<number, readonly HistoryEvent[]>

  constructor(seeds: readonly number[]) {
    this.histories = new Map(seeds.map((seed) => [seed, generate(seed)]))
  }

  /** A part of each history, as the caller chooses it, in any order of all. */
  mingled(
    random: Random,
    part: (seed: number, events: readonly HistoryEvent[]) => readonly HistoryEvent[],
  ): TenantEvent[] {
    const chosen = [...this.histories].flatMap(([seed, events]) =>
      part(seed, events).map((event) => ({ tenant: tenantOf(seed), event })),
    )
    return random.shuffled(chosen)
  }
}

/** A batch in which tenants stand side by side. */
export function batchOfTenants(events: readonly TenantEvent[]): EventBatch {
  const batch = new EventBatch(Math.max(1, events.length))
  for (const { tenant, event } of events) addTo(batch, [event], tenant)
  return batch
}
