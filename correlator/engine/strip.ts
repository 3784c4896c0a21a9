import type { FactColumns, Facts } from '../../schemas/facts.ts'
import { planNumber, PLANS, type Plan } from './plan.ts'

/** Events of a strip: the rows that so many touch stay in the cache from one column to the next. */
export const STRIP = 256

/** Events of one plan: what holds of one, holds of all. */
export interface Strip {
  readonly plan: Plan
  readonly columns: FactColumns
  /** Each event's time in ms. */
  readonly at: Float64Array
  /** Where they stand in the batch. */
  readonly events: Uint32Array
}

/** Cuts a batch into strips. Facts may be joined in any order. */
export function stripsOf(batch: Facts): Strip[] {
  const { columns, at } = batch
  return byPlan(batch).flatMap((events, number) => {
    const count = Math.ceil(events.length / STRIP)
    return Array.from({ length: count }, (_, n) => {
      return { plan: PLANS[number]!, columns, at, events: events.subarray(n * STRIP, (n + 1) * STRIP) }
    })
  })
}

/** The events of each plan: a counting sort. */
function byPlan({ columns: { type, outcome }, length }: Facts): Uint32Array[] {
  const counts = new Uint32Array(PLANS.length)
  for (let event = 0; event < length; event++) counts[planNumber(type[event]!, outcome[event]!)]!++
  const events = Array.from(counts, (count) => new Uint32Array(count))
  counts.fill(0)
  for (let event = 0; event < length; event++) {
    const plan = planNumber(type[event]!, outcome[event]!)
    events[plan]![counts[plan]!++] = event
  }
  return events
}
