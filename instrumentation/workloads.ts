import type { Attributes } from '@opentelemetry/api'
import type { Validity } from './moment.ts'
import { putId, putNeededId, putText, putTime } from './put.ts'
import { tell, type Circumstances } from './tell.ts'
import * as names from './vocabulary.ts'
import type { EndReason, WorkloadKind } from './vocabulary.ts'

/** An instance of something that runs for a while: a pod, a job, an invocation, an agent's turn. */
export interface Workload {
  /** The instance; without an `id` it is the one that the resource names, which is this process. One that is there and empty is nobody's. */
  readonly id?: string
  readonly kind?: WorkloadKind | undefined
  /** What it runs as: SPIFFE ID, OIDC `sub`, role ARN. */
  readonly identity?: string | undefined
}

/** How an instance ended. */
export interface Ending extends Workload {
  readonly reason?: EndReason | undefined
}

/** How an instance began. */
export interface Beginning extends Workload {
  /** What durations are compared by: a deployment, a function, a workflow. */
  readonly class?: string | undefined
  /** The instance that it is a part of: the job of a step, the agent of a sub-agent. */
  readonly parent?: string | undefined
  /** Who or what started it. */
  readonly initiator?: string | undefined
  readonly plannedEnd?: Validity | undefined
  /** The snapshot or cache that it began from. */
  readonly restoredFrom?: string | undefined
}

/** Says whether it is known which: an id that is there and says nothing would mean this process. */
function putInstance(into: Attributes, instance: Workload): boolean {
  const { kind, identity } = instance
  putText(into, names.ATTR_WORKLOAD_KIND, kind)
  putId(into, names.ATTR_WORKLOAD_IDENTITY, identity)
  return !('id' in instance) || putNeededId(into, names.ATTR_WORKLOAD_INSTANCE_ID, instance.id)
}

/** Beginnings and ends of instances, told as spans. Nothing here throws, returns anything, or waits. */
export const workload = {
  /** An instance began: this one, unless `id` says which. */
  started(instance: Beginning = {}, circumstances: Circumstances = {}): void {
    tell(names.EVENT_WORKLOAD_STARTED, circumstances, (into) => {
      if (!putInstance(into, instance)) return false
      putText(into, names.ATTR_WORKLOAD_CLASS, instance.class)
      putId(into, names.ATTR_WORKLOAD_PARENT_ID, instance.parent)
      putId(into, names.ATTR_WORKLOAD_INITIATOR, instance.initiator)
      putTime(into, names.ATTR_WORKLOAD_PLANNED_END, instance.plannedEnd)
      putId(into, names.ATTR_WORKLOAD_RESTORED_FROM, instance.restoredFrom)
      return true
    })
  },

  /** An instance ended: this one, unless `id` says which. */
  ended(instance: Ending = {}, circumstances: Circumstances = {}): void {
    tell(names.EVENT_WORKLOAD_ENDED, circumstances, (into) => {
      if (!putInstance(into, instance)) return false
      putText(into, names.ATTR_WORKLOAD_END_REASON, instance.reason)
      return true
    })
  },
}
