import type { LifecycleEvent } from '../../../schemas/events.ts'
import { podUid } from './ids.ts'
import type { Record } from './record.ts'

/** A part of an event. */
export type Said = Partial<LifecycleEvent>

/** A line of the log, with what its events have in common. */
export interface Told {
  readonly record: Record
  /** `k8s:<source>`: no line says which cluster it is of. */
  readonly issuer: string
  readonly common: { readonly record_id?: string }
  /** When the request came: the time of the use, whichever line tells of it. */
  readonly received: bigint
  /** When this stage was reached: of an answer, the time of what it did. */
  readonly reached: bigint
}

/** The columns that name a pod, if the uid is one. */
export function podColumns(uid: string | null | undefined): Said {
  const id = podUid(uid)
  return id === undefined ? {} : { workload_id: id, workload_kind: 'pod' }
}
