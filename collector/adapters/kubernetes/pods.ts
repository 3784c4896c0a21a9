import type { LifecycleEvent } from '../../../schemas/events.ts'
import { attributesOf } from './attributes.ts'
import { podUid } from './ids.ts'
import { isDryRun } from './outcomes.ts'
import { Pod, type Record } from './record.ts'
import { podColumns, type Told } from './told.ts'

const OK = 200
const CREATED = 201

/** How a pod ended that has finished; none of it is taken back. */
const FINISHED: { readonly [phase: string]: string } = { Succeeded: 'completed', Failed: 'failed' }

/** Pods that began, or are gone or finished: by the answer alone, and never by a name. */
export function podsOf(told: Told): LifecycleEvent[] {
  const { record } = told
  if (!isOfPods(record) || isDryRun(record)) return []
  if (record.objectRef?.subresource === 'binding') return boundOf(told)
  const pod = answeredPod(record)
  if (pod === undefined || podUid(pod.metadata.uid) === undefined) return []
  return [...startsOf(told, pod), ...endsOf(told, pod)]
}

/** Whether a pod was deleted, or many were, and the record does not say which. */
export function hasUnnamedEnd(record: Record): boolean {
  const isDelete = record.verb === 'delete' || record.verb === 'deletecollection'
  if (!isDelete || !isOfPods(record) || isDryRun(record)) return false
  return record.responseStatus?.code === OK && answeredPod(record) === undefined
}

/** Other API groups have their own pods, such as those of metrics. */
const isOfPods = ({ objectRef }: Record) => objectRef?.resource === 'pods' && !objectRef.apiGroup

const answeredPod = ({ responseObject }: Record) => Pod.safeParse(responseObject).data

/** The scheduler's own word for a pod has its uid at every level; a create's is the client's, and may be of a pod that never was. */
function boundOf({ record, common, reached }: Told): LifecycleEvent[] {
  const { objectRef, responseStatus } = record
  const uid = podUid(objectRef?.uid)
  if (responseStatus?.code !== CREATED || uid === undefined) return []
  const attributes = attributesOf(record, podNames(objectRef))
  return [{ ...common, time: reached, type: 'workload.started', outcome: 'ok', ...podColumns(uid), attributes }]
}

/** Applied on the server, a pod is created by a patch. */
function startsOf({ record, common, reached }: Told, { metadata }: Pod): LifecycleEvent[] {
  if (record.responseStatus?.code !== CREATED || record.objectRef?.subresource) return []
  const attributes = attributesOf(record, { ...podNames(metadata), 'workload.initiator': record.user?.username })
  const of = { ...common, time: reached, type: 'workload.started', outcome: 'ok' } as const
  return [{ ...of, ...podColumns(metadata.uid), attributes }]
}

function endsOf({ record, common, reached }: Told, pod: Pod): LifecycleEvent[] {
  const reason = endReason(record, pod)
  if (reason === undefined) return []
  const more = { 'workload.end.reason': reason, 'k8s.ended_by': record.user?.username }
  const attributes = attributesOf(record, { ...podNames(pod.metadata), ...more })
  const of = { ...common, time: reached, type: 'workload.ended', outcome: 'ok' } as const
  return [{ ...of, ...podColumns(pod.metadata.uid), attributes }]
}

/** A first delete only asks; with no grace left the pod is gone. */
function endReason({ verb, responseStatus }: Record, { metadata, status }: Pod): string | undefined {
  if (responseStatus?.code !== OK) return undefined
  const finished = FINISHED[status?.phase ?? '']
  if (finished !== undefined) return status?.reason === 'Evicted' ? 'evicted' : finished
  return verb === 'delete' && metadata.deletionGracePeriodSeconds === 0 ? 'deleted' : undefined
}

function podNames(of: { namespace?: string | null | undefined; name?: string | null | undefined } | null | undefined) {
  return { 'k8s.namespace.name': of?.namespace, 'k8s.pod.name': of?.name }
}
