import type { LifecycleEvent } from '../../../schemas/events.ts'
import { callerIdentity, partitionOf } from './arn.ts'
import { actingService } from './ids.ts'
import type { Record } from './record.ts'

/** A part of an event. */
export type Said = Partial<LifecycleEvent>

/** What every event of a record has in common. */
export interface Common {
  readonly time: bigint
  readonly record_id?: string
}

/** The columns that name an access key. */
export function credentialOf(record: Record, keyId: string): Said {
  const kind = keyId.startsWith('AKIA') ? 'api_key' : 'sts_session'
  return { credential_id: keyId, credential_kind: kind, issuer: partitionOf(record) }
}

/** The columns that name an EC2 instance, if it is one. */
export function vm(id: string | undefined): Said {
  return id === undefined ? {} : { workload_id: id, workload_kind: 'vm' }
}

/** Who did it: the caller, or the service where that is all that is said. */
export function doneBy(record: Record): string | undefined {
  return callerIdentity(record) ?? actingService(record)
}
