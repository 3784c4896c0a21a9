import { unlessPlaceholder } from '../../../schemas/placeholder.ts'
import type { LifecycleEvent } from '../../../schemas/events.ts'
import { attributesOf } from './attributes.ts'
import { credentialNamed, type Named } from './ids.ts'
import { useOutcome } from './outcomes.ts'
import type { Record } from './record.ts'
import { podColumns, type Told } from './told.ts'

/** The credential with which the request came; whom the requester then impersonated has presented nothing. */
export function presented({ user }: Record): Named | undefined {
  return credentialNamed(user?.extra?.['authentication.kubernetes.io/credential-id'], user?.username)
}

/**
 * The requester's credential was used when the request came: each line of a request says so, and by `record_id` they are one use.
 * The pod that a token is bound to is the token's own claim.
 */
export function usesOf({ record, issuer, common, received }: Told): LifecycleEvent[] {
  const credential = presented(record)
  if (credential === undefined) return []
  const identity = unlessPlaceholder(record.user?.username)
  const extra = record.user?.extra
  const attributes = attributesOf(record, {
    'k8s.pod.name': extra?.['authentication.kubernetes.io/pod-name'],
    'k8s.node.name': extra?.['authentication.kubernetes.io/node-name'],
  })
  const of = { ...common, time: received, type: 'credential.used', outcome: useOutcome(record) } as const
  const speaksFor = identity === undefined ? {} : { identity }
  const pod = podColumns(extra?.['authentication.kubernetes.io/pod-uid'])
  return [{ ...of, ...credential, issuer, ...speaksFor, ...pod, attributes }]
}
