import { runChild } from '../measure.ts'
import type { Ground } from './ground.ts'

/** What filling the log took: CPU seconds of routing, encoding and sending, and how many events each partition got. */
export interface FillFigures {
  readonly events: number
  readonly cpu: number
  readonly byPartition: readonly number[]
}

/** How events are sent: so many at once, packed into blocks by partition or each in a record of its own. */
export interface Form {
  readonly name: string
  readonly records: 'packed' | 'single'
  readonly atOnce: number
}

/** As many as fit. */
export const FULL: Form = { name: 'up to 1,000 events a record', records: 'packed', atOnce: 65_536 }
/** What four clients have under way at a time. */
export const SOME: Form = { name: '2,048 events at a time', records: 'packed', atOnce: 2_048 }
export const SINGLE: Form = { name: 'one event a record', records: 'single', atOnce: 2_048 }

/** Events of the peer's history lie behind those that were filled in before. */
const EVENTS_A_WORKLOAD = 20
let workloads = 0

/** Fills the log with so many events that nobody has heard of. */
export function fillLog({ cluster }: Ground, { records, atOnce }: Form, events: number): Promise<FillFigures> {
  const first = workloads
  workloads += Math.ceil(events / EVENTS_A_WORKLOAD)
  return runChild('fill-log.ts', cluster.bootstrap, records, 'peer', String(events), String(first), String(atOnce))
}

/** Fills the log with credentials that are all valid at the same time. */
export function fillLive({ cluster }: Ground, live: number): Promise<FillFigures> {
  const { records, atOnce } = FULL
  return runChild('fill-log.ts', cluster.bootstrap, records, 'world', String(live), '0', String(atOnce))
}
