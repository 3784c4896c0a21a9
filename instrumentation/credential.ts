import { validity } from './moment.ts'
import { complain } from './safely.ts'
import { fingerprint, publicId } from './secrets.ts'
import type { Identified } from './shared.ts'
import type { Description } from './tell.ts'
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
  readonly notBefore?: Date | number | string | undefined
  readonly notAfter?: Date | number | string | undefined
  /** From what it was exchanged, assumed or minted; unless it is said, the active credential ({@link withCredential}). */
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

/** Which credential is meant, as it may be told; null where that can't be said, which is complained of. */
export function identify({ id, secret, issuer }: CredentialReference): Identified | null {
  const told = id !== undefined && id !== '' ? publicId(id) : secret === undefined ? '' : fingerprint(secret)
  if (told !== '' && typeof issuer === 'string' && issuer !== '') return { id: told, issuer: publicId(issuer) }
  complain('a credential is told of without its issuer, or with neither id nor secret: nobody would know which it is')
  return null
}

/** What names a credential in any event of it. */
export function named(credential: CredentialReference): Description | null {
  const identified = identify(credential)
  if (identified === null) return null
  return { [names.ATTR_CREDENTIAL_ID]: identified.id, [names.ATTR_CREDENTIAL_ISSUER]: identified.issuer }
}

/** All that is known of a credential, with the one that it came from. */
export function described(credential: Credential, active: Identified | undefined): Description | null {
  const name = named(credential)
  if (name === null) return null
  const { kind, subject, audience, scopes, actors, delegation, renewable, revocable, singleUse } = credential
  return {
    ...name,
    ...bound(credential),
    ...parentage(credential, active),
    [names.ATTR_CREDENTIAL_KIND]: kind,
    [names.ATTR_CREDENTIAL_SUBJECT]: idOf(subject),
    [names.ATTR_CREDENTIAL_AUDIENCE]: typeof audience === 'string' ? [audience] : audience,
    [names.ATTR_CREDENTIAL_SCOPES]: scopes,
    [names.ATTR_CREDENTIAL_NOT_BEFORE]: time(credential.notBefore),
    [names.ATTR_CREDENTIAL_NOT_AFTER]: time(credential.notAfter),
    [names.ATTR_CREDENTIAL_ACTORS]: actors?.map((actor) => publicId(actor)),
    [names.ATTR_CREDENTIAL_DELEGATION]: delegation,
    [names.ATTR_CREDENTIAL_RENEWABLE]: renewable,
    [names.ATTR_CREDENTIAL_REVOCABLE]: revocable,
    [names.ATTR_CREDENTIAL_SINGLE_USE]: singleUse,
    [names.ATTR_CREDENTIAL_PRIVILEGE]: credential.privilege,
    [names.ATTR_IDENTITY_PLATFORM]: credential.platform,
  }
}

/** To whom it belongs, where that is not who tells of it. */
export function bound({ workload }: Pick<Credential, 'workload'>): Description {
  if (workload === undefined) return {}
  return { [names.ATTR_CREDENTIAL_WORKLOAD_ID]: publicId(workload.id), [names.ATTR_WORKLOAD_KIND]: workload.kind }
}

function parentage({ parent, issuer }: Credential, active: Identified | undefined): Description {
  const from =
    parent === undefined ? active : parent === null ? null : identify({ ...parent, issuer: parent.issuer ?? issuer })
  if (from === undefined || from === null) return {}
  return { [names.ATTR_CREDENTIAL_PARENT_ID]: from.id, [names.ATTR_CREDENTIAL_PARENT_ISSUER]: from.issuer }
}

/** An id as it may be told, where there is one. */
export const idOf = (said: string | undefined): string | undefined => (said === undefined ? undefined : publicId(said))

/** A time as it may be told; what is none is complained of. */
export function time(said: Date | number | string | undefined): string | number | undefined {
  if (said === undefined) return undefined
  const told = validity(said)
  if (told === null) complain('an end of validity is no time: it is not told')
  return told ?? undefined
}
