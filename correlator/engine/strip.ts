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

/** Cuts a batch into strips. Facts may be joined in any order. Batches may be small: only what they hold costs anything. */
export function stripsOf(batch: Facts): Strip[] {
  const { columns, at } = batch
  const { events, ends } = byPlan(batch)
  const strips: Strip[] = []
  for (let number = 0, begin = 0; number < PLANS.length; begin = ends[number++]!) {
    const end = ends[number]!
    for (let from = begin; from < end; from += STRIP) {
      const part = events.subarray(from, Math.min(end, from + STRIP))
      strips.push({ plan: PLANS[number]!, columns, at, events: part })
    }
  }
  return strips
}

/** The events by their plan, and where those of each plan end: a counting sort. */
function byPlan({ columns: { type, outcome }, length }: Facts): { events: Uint32Array; ends: Uint32Array } {
  const ends = new Uint32Array(PLANS.length)
  for (let event = 0; event < length; event++) ends[planNumber(type[event]!, outcome[event]!)]!++
  for (let plan = 0, end = 0; plan < ends.length; plan++) {
    const count = ends[plan]!
    ends[plan] = end
    end += count
  }
  const events = new Uint32Array(length)
  for (let event = 0; event < length; event++) {
    const plan = planNumber(type[event]!, outcome[event]!)
    events[ends[plan]!++] = event
  }
  return { events, ends }
}
