import type { LifecycleEvent } from '../../../schemas/events.ts'
import { NEVER, SECOND, toMillis, type Millis } from '../../../schemas/time.ts'
import { known } from '../said.ts'
import { attributesOf, ofToken } from './attributes.ts'
import { accessor, hmac, leaseId } from './ids.ts'
import { identityOf } from './identities.ts'
import { purposeOf } from './paths.ts'
import type { Auth, Entry } from './record.ts'
import { lease, token, type Said, type Told } from './told.ts'

const ADMIN = 3

/** The token and the lease that an answer holds: issued, or, where a renewal was asked for, renewed. */
export function issuancesOf(told: Told): LifecycleEvent[] {
  const said = [...tokenSaid(told), ...leaseSaid(told)]
  if (said.length === 0) return []
  const type = purposeOf(told.entry) === 'renew' ? 'credential.renewed' : 'credential.issued'
  const attributes = attributesOf(told.entry, ofIssued(told.entry, told.entry.response?.auth))
  return said.map((one) => ({ ...told.common, type, outcome: 'ok', ...one, attributes }))
}

function tokenSaid(told: Told): Said[] {
  const auth = told.entry.response?.auth
  const id = accessor(auth?.accessor)
  if (auth == null || id === undefined) return []
  const not_after = expiryOf(told, auth)
  const renewed = { ...token(told, id), ...known<Said>({ not_after }) }
  if (purposeOf(told.entry) === 'renew') return [renewed]
  const privilege = isRoot(auth) ? ADMIN : undefined
  return [{ ...renewed, ...known<Said>({ identity: identityOf(told.entry, auth), privilege }), ...parentOf(told) }]
}

function leaseSaid(told: Told): Said[] {
  const id = leaseId(told.entry.response?.secret?.lease_id)
  if (id === undefined) return []
  const isNew = purposeOf(told.entry) === 'other'
  return [{ ...lease(told, id), ...(isNew && parent(told, 'mint')) }]
}

/** A token made by a token ends with it; one that a login happened to send does not end the login's. */
function parentOf(told: Told): Said {
  const purpose = purposeOf(told.entry)
  if (purpose === 'unwrap' || purpose === 'create-orphan') return {}
  if (purpose !== 'create') return parent(told, 'login')
  return told.entry.request.data?.no_parent ? {} : parent(told, 'mint')
}

function parent({ entry, issuer }: Told, delegation: 'mint' | 'login'): Said {
  const parent_id = accessor(entry.request.client_token_accessor)
  return parent_id === undefined ? {} : { parent_id, parent_issuer: issuer, delegation }
}

/** The answer's time and the lifetime that it says. A root token may have none; versions that know lifetimes leave it out. */
export function expiryOf({ entry, common }: Told, auth: Auth): Millis | undefined {
  const lifetime = auth.token_ttl ?? auth.lease_duration ?? (saysLifetimes(entry) ? 0 : undefined)
  if (lifetime === 0) return isRoot(auth) ? NEVER : undefined
  const isOne = lifetime !== undefined && Number.isSafeInteger(lifetime) && lifetime > 0
  return isOne ? Math.min(toMillis(common.time) + lifetime * SECOND, NEVER) : undefined
}

function saysLifetimes({ auth, response }: Entry): boolean {
  return [auth, response?.auth].some((said) => Boolean(said?.token_issue_time) || said?.token_ttl != null)
}

const isRoot = (auth: Auth) => auth.policies?.includes('root') ?? false

function ofIssued(entry: Entry, auth: Auth | null | undefined) {
  const caller = accessor(entry.request.client_token_accessor)
  if (auth == null) return { 'vault.issued_by': caller }
  const issued = { 'vault.client_token': hmac(auth.client_token), 'vault.token.num_uses': auth.num_uses }
  return { ...ofToken(auth), ...issued, 'vault.issued_by': caller }
}
