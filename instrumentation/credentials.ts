import {
  bound,
  described,
  identify,
  idOf,
  named,
  time,
  type Credential,
  type CredentialReference,
} from './credential.ts'
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

export interface Revocation extends Circumstances {
  readonly reason?: RevocationReason | undefined
}

const active = () => shared().active.getStore()

/** What becomes of credentials, told as spans. Nothing here throws, returns anything, or waits. */
export const credentials = {
  /** An issuer gave a credential to a workload: to this one, unless `workload` says to whom. */
  issued(credential: Credential, circumstances: Circumstances = {}): void {
    tell(names.EVENT_CREDENTIAL_ISSUED, circumstances, () => described(credential, active()))
  },

  /** A credential was presented by this workload; `at` is when that began. */
  used(credential: CredentialReference & Pick<Credential, 'subject'>, use: Use = {}): void {
    tell(names.EVENT_CREDENTIAL_USED, use, () => {
      const name = named(credential)
      if (name === null) return null
      name[names.ATTR_CREDENTIAL_SUBJECT] = idOf(credential.subject)
      name[names.ATTR_CREDENTIAL_USE_ACTION] = use.action
      name[names.ATTR_CREDENTIAL_USE_TARGET] = use.target
      return name
    })
  },

  /** The end of a credential moved, to `notAfter`. */
  renewed(
    credential: CredentialReference & Pick<Credential, 'notAfter' | 'workload'>,
    circumstances: Circumstances = {},
  ) {
    tell(names.EVENT_CREDENTIAL_RENEWED, circumstances, () => {
      const name = named(credential)
      return name && { ...name, ...bound(credential), [names.ATTR_CREDENTIAL_NOT_AFTER]: time(credential.notAfter) }
    })
  },

  /** The issuer was asked to end a credential; with an `error` it did not. */
  revoked(credential: CredentialReference & Pick<Credential, 'workload'>, revocation: Revocation = {}): void {
    tell(names.EVENT_CREDENTIAL_REVOKED, revocation, () => {
      const name = named(credential)
      return name && { ...name, ...bound(credential), [names.ATTR_CREDENTIAL_REVOCATION_REASON]: revocation.reason }
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
