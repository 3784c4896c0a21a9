import { identify, putCredential, putName, type Credential, type CredentialReference } from './credential.ts'
import { putId, putText, putTime } from './put.ts'
import { complain } from './safely.ts'
import { shared } from './shared.ts'
import { tell, type Circumstances } from './tell.ts'
import * as names from './vocabulary.ts'
import type { RevocationReason } from './vocabulary.ts'

/** A use, and what for. */
export interface Use extends Circumstances {
  /** `s3:GetObject`. */
  readonly action?: string | undefined
  /** `secret/data/db`. */
  readonly target?: string | undefined
}

/** A revocation, and why. */
export interface Revocation extends Circumstances {
  readonly reason?: RevocationReason | undefined
}

/** What becomes of credentials, told as spans. Nothing here throws, returns anything, or waits. */
export const credentials = {
  /** An issuer gave a credential to a workload: to this one, unless `workload` says to whom. */
  issued(credential: Credential, circumstances: Circumstances = {}): void {
    const active = shared().active.getStore()
    tell(names.EVENT_CREDENTIAL_ISSUED, circumstances, (into) => putCredential(into, credential, active))
  },

  /** A credential was presented by this workload; `at` is when that began. */
  used(credential: CredentialReference & Pick<Credential, 'subject'>, use: Use = {}): void {
    tell(names.EVENT_CREDENTIAL_USED, use, (into) => {
      const { id, secret, issuer, subject } = credential
      if (!putName(into, { id, secret, issuer })) return false
      putId(into, names.ATTR_CREDENTIAL_SUBJECT, subject)
      putText(into, names.ATTR_CREDENTIAL_USE_ACTION, use.action)
      putText(into, names.ATTR_CREDENTIAL_USE_TARGET, use.target)
      return true
    })
  },

  /** The end of a credential moved, to `notAfter`. */
  renewed(
    credential: CredentialReference & Pick<Credential, 'notAfter' | 'workload'>,
    circumstances: Circumstances = {},
  ) {
    tell(names.EVENT_CREDENTIAL_RENEWED, circumstances, (into) => {
      if (!putName(into, credential)) return false
      putTime(into, names.ATTR_CREDENTIAL_NOT_AFTER, credential.notAfter)
      return true
    })
  },

  /** The issuer was asked to end a credential; with an `error` it did not. */
  revoked(credential: CredentialReference & Pick<Credential, 'workload'>, revocation: Revocation = {}): void {
    tell(names.EVENT_CREDENTIAL_REVOKED, revocation, (into) => {
      if (!putName(into, credential)) return false
      putText(into, names.ATTR_CREDENTIAL_REVOCATION_REASON, revocation.reason)
      return true
    })
  },
}

/**
 * Does something with a credential: what is issued meanwhile, however deep and however late, has it as its parent, unless it names another.
 * Gives back what `work` gives back, and throws what it throws.
 */
export function withCredential<T>(credential: CredentialReference, work: () => T): T {
  const identified = attempt(() => identify(credential))
  return identified === null ? work() : shared().active.run(identified, work)
}

function attempt<T>(work: () => T): T | null {
  try {
    return work()
  } catch {
    complain('a credential could not be made active')
    return null
  }
}
