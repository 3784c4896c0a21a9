import { accessor } from './ids.ts'
import { errorType } from './outcomes.ts'
import { namespaceOf, targetOf } from './paths.ts'
import type { Auth, Entry } from './record.ts'

type Attributes = { readonly [name: string]: string }
type Maybe = string | number | null | undefined

/** What else the entry says, by allow-list; OpenTelemetry's names where there are any. */
export function attributesOf(entry: Entry, more: { readonly [name: string]: Maybe } = {}): Attributes {
  const { request } = entry
  return kept({
    'credential.use.action': request.operation,
    'credential.use.target': targetOf(entry),
    'client.address': request.remote_address,
    'error.type': errorType(entry),
    'vault.namespace': namespaceOf(entry),
    'vault.mount.type': request.mount_type,
    ...ofToken(presented(entry)),
    ...more,
  })
}

/** What the entry says of a token beside its ids. */
export function ofToken(auth: Auth | null | undefined): { readonly [name: string]: Maybe } {
  if (auth == null) return {}
  return {
    'vault.display_name': auth.display_name,
    'vault.entity_id': auth.entity_id,
    'vault.policies': auth.policies?.join(','),
    'vault.token.type': auth.token_type,
    'vault.token.issue_time': auth.token_issue_time,
    'vault.token.ttl': auth.token_ttl,
  }
}

/** `auth` of an entry is the caller's, but in the answer to a login the new token's. */
function presented({ auth, request }: Entry): Auth | null {
  const own = accessor(request.client_token_accessor)
  return own !== undefined && accessor(auth?.accessor) === own ? (auth ?? null) : null
}

function kept(said: { readonly [name: string]: Maybe }): Attributes {
  const attributes: { [name: string]: string } = {}
  for (const [name, value] of Object.entries(said)) if (value != null && value !== '') attributes[name] = String(value)
  return attributes
}
