import type { Attributes } from '@opentelemetry/api'
import type { Validity } from './moment.ts'
import { idOf, putFlag, putId, putNeededId, putText, putTexts, putTime } from './put.ts'
import { complain } from './safely.ts'
import { fingerprint, publicId } from './secrets.ts'
import { shared, type Identified } from './shared.ts'
import * as names from './vocabulary.ts'
import type { CredentialKind, Delegation, Privilege, WorkloadKind } from './vocabulary.ts'

/** Which credential is meant: its issuer, and its id there. */
export interface CredentialReference {
  /** The issuer's non-secret id: `jti`, an accessor, a lease id, an access key id. */
  readonly id?: string | undefined
  /** The credential itself, where it has no such id: a keyed hash is made of it, and nothing else of it is told. */
  readonly secret?: string | Uint8Array | undefined
  /** Who issued it: `iss`, an account or ARN, a cluster. */
  readonly issuer: string
}

/** A credential, as far as whoever tells of it knows it. */
export interface Credential extends CredentialReference {
  readonly kind?: CredentialKind | undefined
  /** Whom it speaks for: `sub`, SPIFFE ID, role ARN. */
  readonly subject?: string | undefined
  readonly audience?: string | readonly string[] | undefined
  readonly scopes?: readonly string[] | undefined
  /** A number is Unix seconds, as `nbf` and `exp` are. */
  readonly notBefore?: Validity | undefined
  readonly notAfter?: Validity | undefined
  /** From what it was exchanged, assumed or minted; unless it is said, the active credential (`withCredential`). */
  readonly parent?: (Omit<CredentialReference, 'issuer'> & { readonly issuer?: string | undefined }) | null | undefined
  /** The `act` chain, nearest first. */
  readonly actors?: readonly string[] | undefined
  readonly delegation?: Delegation | undefined
  readonly renewable?: boolean | undefined
  readonly revocable?: boolean | undefined
  readonly singleUse?: boolean | undefined
  readonly privilege?: Privilege | undefined
  /** The instance that it is issued to, where that is not this process. */
  readonly workload?: { readonly id: string; readonly kind?: WorkloadKind | undefined } | undefined
  /** The platform's own identity, such as a service-linked role, which nobody is asked to own. */
  readonly platform?: boolean | undefined
}

/**
 * Which credential is meant, as it may be told; null where that can't be said, which is complained of. Where it was once said with its secret, the
 * secret alone names it from then on.
 * @internal
 */
export function identify({ id, secret, issuer }: CredentialReference): Identified | null {
  const hash = hasBytes(secret) ? fingerprint(secret) : ''
  const by = publicId(idOf(issuer) ?? '')
  const known = shared().named.get(hash)
  const name = idOf(id)
  if (name === null && known !== undefined && (by === '' || by === known.issuer)) return known
  const told = name === null ? hash : publicId(name)
  if (told === '' || by === '') {
    complain('a credential is told of without its issuer, or with neither id nor secret: nobody would know which it is')
    return null
  }
  const identified = { id: told, issuer: by }
  if (hash !== '') shared().named.set(hash, identified)
  return identified
}

const hasBytes = (secret: string | Uint8Array | undefined): secret is string | Uint8Array =>
  (typeof secret === 'string' || secret instanceof Uint8Array) && secret.length > 0

/** Names a credential in an event of it, and to whom it belongs where that is not who tells of it. Says whether it has a name. @internal */
export function putName(into: Attributes, credential: CredentialReference & Pick<Credential, 'workload'>): boolean {
  const identified = identify(credential)
  if (identified === null) return false
  into[names.ATTR_CREDENTIAL_ID] = identified.id
  into[names.ATTR_CREDENTIAL_ISSUER] = identified.issuer
  const { workload } = credential
  if (workload === undefined || workload === null) return true
  // Without it, it would be the instance that tells.
  const id: unknown = typeof workload === 'object' ? workload.id : workload
  putText(into, names.ATTR_WORKLOAD_KIND, workload.kind)
  return putNeededId(into, names.ATTR_CREDENTIAL_WORKLOAD_ID, id)
}

/** All that is known of a credential, with the one that it came from. @internal */
export function putCredential(into: Attributes, credential: Credential, active: Identified | undefined): boolean {
  if (!putName(into, credential)) return false
  putText(into, names.ATTR_CREDENTIAL_KIND, credential.kind)
  putId(into, names.ATTR_CREDENTIAL_SUBJECT, credential.subject)
  putTexts(into, names.ATTR_CREDENTIAL_AUDIENCE, credential.audience)
  putTexts(into, names.ATTR_CREDENTIAL_SCOPES, credential.scopes)
  putTime(into, names.ATTR_CREDENTIAL_NOT_BEFORE, credential.notBefore)
  putTime(into, names.ATTR_CREDENTIAL_NOT_AFTER, credential.notAfter)
  putParent(into, credential, active)
  putTexts(into, names.ATTR_CREDENTIAL_ACTORS, credential.actors, publicId)
  putText(into, names.ATTR_CREDENTIAL_DELEGATION, credential.delegation)
  putFlag(into, names.ATTR_CREDENTIAL_RENEWABLE, credential.renewable)
  putFlag(into, names.ATTR_CREDENTIAL_REVOCABLE, credential.revocable)
  putFlag(into, names.ATTR_CREDENTIAL_SINGLE_USE, credential.singleUse)
  putText(into, names.ATTR_CREDENTIAL_PRIVILEGE, credential.privilege)
  putFlag(into, names.ATTR_IDENTITY_PLATFORM, credential.platform)
  return true
}

function putParent(into: Attributes, { parent, issuer }: Credential, active: Identified | undefined): void {
  const named: Exclude<Credential['parent'], string> = typeof parent === 'string' ? { id: parent } : parent
  const said = named === undefined || named === null ? null : identify({ ...named, issuer: named.issuer ?? issuer })
  const from = parent === undefined ? active : said
  if (from === undefined || from === null) return
  if (from.id === into[names.ATTR_CREDENTIAL_ID] && from.issuer === into[names.ATTR_CREDENTIAL_ISSUER]) return
  into[names.ATTR_CREDENTIAL_PARENT_ID] = from.id
  into[names.ATTR_CREDENTIAL_PARENT_ISSUER] = from.issuer
}
