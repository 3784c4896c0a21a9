import type { LifecycleEvent } from '../../../schemas/events.ts'
import { callerIdentity } from './arn.ts'
import { attributesOf } from './attributes.ts'
import { accessKeyId, actingService, instanceId } from './ids.ts'
import { useOutcome } from './outcomes.ts'
import type { Record } from './record.ts'
import { known } from '../said.ts'
import { credentialOf, vm, type Common } from './said.ts'

/**
 * The caller's key was used. Through a service it was not: that is kept as a use that names nobody's credential, evidence of
 * what the principal did.
 */
export function usesOf(record: Record, common: Common): LifecycleEvent[] {
  const keyId = accessKeyId(record.userIdentity?.accessKeyId)
  const identity = callerIdentity(record)
  const use = { ...common, type: 'credential.used', outcome: useOutcome(record), ...known({ identity }) } as const
  if (actingService(record) !== undefined) {
    if (identity === undefined) return []
    return [{ ...use, attributes: attributesOf(record, { 'aws.forwarded_access_key_id': keyId }) }]
  }
  if (keyId === undefined) return []
  return [{ ...use, ...credentialOf(record, keyId), ...vm(deliveredTo(record)), attributes: attributesOf(record) }]
}

/** The instance that EC2 says it delivered the caller's key to; a session name alone could be anybody's. */
function deliveredTo(record: Record): string | undefined {
  const caller = record.userIdentity
  return caller?.sessionContext?.ec2RoleDelivery ? instanceId(caller.arn?.split('/').at(-1)) : undefined
}
