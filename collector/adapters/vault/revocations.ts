import type { LifecycleEvent } from '../../../schemas/events.ts'
import { attributesOf } from './attributes.ts'
import { accessor, hmac, leaseId } from './ids.ts'
import { hasFailed } from './outcomes.ts'
import type { Entry } from './record.ts'
import { lease, token, type Said, type Told } from './told.ts'

interface Revocation {
  readonly path: RegExp
  /** Whom it names, `tail` being the rest of the path. */
  named(told: Told, tail: string | undefined): Said
}

const tokenNamed = (told: Told, id: string | undefined) => (id === undefined ? {} : token(told, id))
const leaseNamed = (told: Told, id: string | undefined) => (id === undefined ? {} : lease(told, id))
const nobody = () => ({})

/** What revokes, and by what name. By a token's HMAC, a lease's HMAC or a prefix nobody is named: it is kept as evidence. */
const REVOCATIONS: readonly Revocation[] = [
  {
    path: /^auth\/token\/revoke-self$/,
    named: (told) => tokenNamed(told, accessor(told.entry.request.client_token_accessor)),
  },
  {
    path: /^auth\/token\/revoke-accessor(?:\/(.+))?$/,
    named: (told, tail) => tokenNamed(told, accessor(told.entry.request.data?.accessor) ?? accessor(tail)),
  },
  { path: /^auth\/token\/revoke(?:-orphan)?(?:\/.+)?$/, named: nobody },
  {
    path: /^sys\/(?:leases\/)?revoke(?:\/(.+))?$/,
    named: (told, tail) => leaseNamed(told, leaseId(told.entry.request.data?.lease_id) ?? leaseId(tail)),
  },
  { path: /^sys\/(?:leases\/)?revoke-(?:prefix|force)\//, named: nobody },
]

/** A revocation that was answered, failed ones too. One whose caller Vault does not know was never begun. */
export function revocationsOf(told: Told): LifecycleEvent[] {
  const { entry, common } = told
  const { operation, path, client_token_accessor } = entry.request
  const revocation = REVOCATIONS.find((one) => one.path.test(path))
  if (revocation === undefined || operation !== 'update' || !accessor(client_token_accessor)) return []
  const named = revocation.named(told, revocation.path.exec(path)?.[1])
  const of = { ...common, type: 'credential.revoked', outcome: hasFailed(entry) ? 'failed' : 'ok' } as const
  return [{ ...of, ...named, attributes: attributesOf(entry, by(entry)) }]
}

function by({ request }: Entry) {
  return {
    'vault.revoked_by': accessor(request.client_token_accessor),
    'vault.client_token': hmac(request.data?.token),
    'vault.lease': hmac(request.data?.lease_id),
  }
}
