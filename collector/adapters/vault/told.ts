import type { LifecycleEvent } from '../../../schemas/events.ts'
import type { Entry } from './record.ts'

/** A part of an event. */
export type Said = Partial<LifecycleEvent>

/** An entry, with what all its events have in common. */
export interface Told {
  readonly entry: Entry
  /** `vault:<source>`: HMACs are equal only within one device. */
  readonly issuer: string
  readonly common: { readonly time: bigint; readonly record_id?: string }
}

/** The columns that name a token. */
export function token({ issuer }: Told, accessor: string): Said {
  return { credential_id: accessor, credential_kind: 'vault_token', issuer }
}

/** The columns that name a lease. */
export function lease({ issuer }: Told, leaseId: string): Said {
  return { credential_id: leaseId, credential_kind: 'vault_lease', issuer }
}
