import { unlessPlaceholder } from '../../../schemas/placeholder.ts'
import type { Entry } from './record.ts'

const MOUNT = /^(auth\/(?!token\/).+?)\/(?:login|callback|oidc\/callback)(?:\/|$)/
/** Old forms of the API have a secret at the end of the path. */
const SECRET_TAIL =
  /^(auth\/token\/(?:lookup|renew|revoke|revoke-orphan)|auth\/.+\/secret-id(?!\/(?:lookup|destroy)$))\/.+$/

/** What a path is asked for, where it is about tokens and leases. */
export type Purpose = 'create' | 'create-orphan' | 'renew' | 'unwrap' | 'login' | 'other'

const PURPOSES: readonly (readonly [RegExp, Purpose])[] = [
  [/^auth\/token\/create-orphan$/, 'create-orphan'],
  [/^auth\/token\/create(?:\/|$)/, 'create'],
  [/^(?:auth\/token\/|sys\/leases\/|sys\/)renew/, 'renew'],
  [/^sys\/wrapping\/unwrap$/, 'unwrap'],
  [/^auth\/(?!token\/).+\/(?:login|callback)(?:\/|$)|^sys\/mfa\/validate$/, 'login'],
]

/** What the request is for. Some methods log in by other paths: where any other answer holds a token, it was a login. */
export function purposeOf({ request }: Entry): Purpose {
  return PURPOSES.find(([path]) => path.test(request.path))?.[1] ?? 'other'
}

/** Where the auth method of a login is mounted, `auth/userpass`; newer versions say it. */
export function mountOf({ request }: Entry): string | undefined {
  const said = unlessPlaceholder(request.mount_point)?.replace(/\/$/, '')
  return said?.startsWith('auth/') ? said : MOUNT.exec(request.path)?.[1]
}

/** The path, without the token or secret id in which old forms of it end. */
export function targetOf({ request }: Entry): string {
  return request.path.replace(SECRET_TAIL, '$1/[redacted:vault]')
}

/** `ns1/`, the namespace that paths and names are in; empty for the root. */
export function namespaceOf({ request }: Entry): string {
  return unlessPlaceholder(request.namespace?.path) ?? ''
}
