import { unlessPlaceholder } from '../../../schemas/placeholder.ts'
import { mountOf, namespaceOf, purposeOf } from './paths.ts'
import type { Auth, Entry } from './record.ts'

/** Whom an issued token speaks for: `auth/userpass/lab-user-7` after a login, `token/<display name>` where a token made it. */
export function identityOf(entry: Entry, issued: Auth): string | undefined {
  const purpose = purposeOf(entry)
  if (purpose === 'unwrap') return undefined
  if (purpose === 'login' || purpose === 'other') return named(entry, mountOf(entry), (mount) => aliasOf(mount, issued))
  return named(entry, 'token', () => unlessPlaceholder(issued.display_name))
}

function named(entry: Entry, mount: string | undefined, nameIn: (mount: string) => string | undefined) {
  const name = mount === undefined ? undefined : nameIn(mount)
  return name === undefined ? undefined : `${namespaceOf(entry)}${mount}/${name}`
}

/** The name by which the auth method knows who logged in; its own id (a role id, a uid) is in no audit entry. */
function aliasOf(mount: string, { metadata, display_name }: Auth): string | undefined {
  const { username, role_name, service_account_name, service_account_namespace } = metadata ?? {}
  const account = unlessPlaceholder(service_account_name)
  const namespace = unlessPlaceholder(service_account_namespace)
  if (account !== undefined && namespace !== undefined) return `${namespace}/${account}`
  return unlessPlaceholder(username) ?? unlessPlaceholder(role_name) ?? afterMount(mount, display_name)
}

/** A display name is the mount's path with dashes, a dash, and the name. */
function afterMount(mount: string, displayName: string | null | undefined): string | undefined {
  const prefix = `${mount.slice('auth/'.length).replaceAll('/', '-')}-`
  return displayName?.startsWith(prefix) ? unlessPlaceholder(displayName.slice(prefix.length)) : undefined
}
