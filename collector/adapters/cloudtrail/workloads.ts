import type { EventType, LifecycleEvent } from '../../../schemas/events.ts'
import { actionOf, attributesOf } from './attributes.ts'
import { instanceId } from './ids.ts'
import type { Record } from './record.ts'
import { doneBy, vm, type Common } from './said.ts'

/** StopInstances ends nothing: what is stopped starts again. */
const CHANGES: { readonly [action: string]: { type: EventType; by: string } } = {
  'ec2:RunInstances': { type: 'workload.started', by: 'workload.initiator' },
  'ec2:TerminateInstances': { type: 'workload.ended', by: 'aws.ended_by' },
}

/** The instances that EC2 answered to have started or begun to end, each for itself. */
export function workloadsOf(record: Record, common: Common): LifecycleEvent[] {
  const change = CHANGES[actionOf(record)]
  if (change === undefined || record.errorCode) return []
  const of = { ...common, type: change.type, outcome: 'ok' } as const
  const attributes = attributesOf(record, { [change.by]: doneBy(record) })
  const items = record.responseElements?.instancesSet?.items ?? []
  return items
    .map((item) => instanceId(item.instanceId))
    .filter((id) => id !== undefined)
    .map((id) => ({ ...of, ...vm(id), attributes }))
}
