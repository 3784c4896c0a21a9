import type { Cluster } from 'node:cluster'
import { isMainThread } from 'node:worker_threads'
import type { Attributes } from '@opentelemetry/api'

/** Which process is the instance: `<pid>/<its id>`; the pid alone, from whoever starts the service, is said of any id. */
const VARIABLE = 'LIFESPAN_WORKLOAD_PID'

/** Where a process stands among others. */
export interface Place {
  readonly pid: number
  readonly ppid: number
  /** Which its children have as well. */
  readonly env: Record<string, string | undefined>
  readonly isMainThread: boolean
  /** Whether it is one of several of a cluster. */
  readonly isForked: boolean
  /** Whether what is named is a job of CI: its steps are processes one after the other, of which none knows the others. */
  readonly isStep: boolean
}

/** Where this process stands. */
export const here = (isStep: boolean): Place => ({
  isStep,
  pid: process.pid,
  ppid: process.ppid,
  env: process.env,
  isMainThread,
  // It is loaded already where it says yes, and costs a millisecond where it does not: who has one of its own does not ask.
  get isForked() {
    const cluster = process.getBuiltinModule?.('node:cluster') as unknown as Cluster | undefined
    return cluster?.isWorker === true
  },
})

/**
 * Whether this process is the instance that its surroundings name (null: they name none, and it is one of its own). Children have the same surroundings and
 * are it not: whoever says so first leaves a note for them. An end that is not told is found out otherwise; one that is none would be a false alarm.
 */
export function claimInstance(id: string | null, place: Place): boolean {
  const { pid, ppid, env } = place
  if (!place.isMainThread) return false
  if (id === null) return true
  const [, owner, owned] = /^(\d+)(?:\/(.*))?$/s.exec(env[VARIABLE] ?? '') ?? []
  if (owner !== undefined && (owned ?? id) === id) return Number(owner) === pid
  // By `kubectl exec`, by a probe: its parent is outside of the container, of which it is not the first process.
  const isVisiting = ppid === 0 && pid !== 1
  if (place.isStep || place.isForked || isVisiting || env['pm_id'] !== undefined) return false
  env[VARIABLE] = `${pid}/${id}`
  return true
}

/** What names an instance, the first of which all parts are there (vocabulary: workload.instance.id); of a job, run and attempt may be missing. */
const NAMES: readonly (readonly string[])[] = [
  ['workload.instance.id'],
  ['k8s.pod.uid'],
  ['cicd.pipeline.run.id', 'cicd.pipeline.run.attempt', 'cicd.pipeline.task.run.id'],
  ['cicd.pipeline.task.run.id'],
  ['faas.instance'],
  ['gen_ai.agent.id', 'gen_ai.conversation.id'],
  ['container.id'],
  ['service.instance.id'],
]

/** The instance that surroundings name; null where they name none. */
export function instanceIn(attributes: Attributes): string | null {
  const parts = NAMES.map((names) => names.map((name) => attributes[name])).find((all) => !all.includes(undefined))
  return parts?.join('/') ?? null
}
