import { DEFAULT_POLICY, issuerPolicy, type IssuerPolicy, type Severity } from '../../schemas/policy.ts'
import { NEVER } from '../../schemas/time.ts'
import type { Change, Episode } from './map-ownership.ts'

/** A finding as it stands. */
export class Finding {
  readonly appears: number
  readonly since: number
  readonly until: number
  readonly severity: Severity

  constructor(appears: number, since: number, until: number, severity: Severity) {
    this.appears = appears
    this.since = since
    this.until = until
    this.severity = severity
  }

  same(other: Finding): boolean {
    const { appears, since, until, severity } = this
    return appears === other.appears && since === other.since && until === other.until && severity === other.severity
  }
}

/** An identity; all texts of one are one text. */
export class Identity {
  readonly id: string
  issuedFirst = NEVER
  assignedFirst = NEVER
  platform = false
  readonly changes: Change[] = []
  /** The stretches without an owner; null where they must be worked out anew. */
  episodes: readonly Episode[] | null = null
  readonly credentials: Credential[] = []
  finding: Finding | null = null

  constructor(id: string) {
    this.id = id
  }
}

/** What a workload's kind becomes when two were said. */
export const CONFLICT = '?'

export class Workload {
  ended = NEVER
  kind = ''
  readonly credentials: Credential[] = []

  /** Says whether the kind is another one now. */
  call(kind: string): boolean {
    if (this.kind === kind || this.kind === CONFLICT) return false
    this.kind = this.kind === '' ? kind : CONFLICT
    return true
  }
}

const policies = new Map<string, IssuerPolicy>()

function policyOf(issuer: string): IssuerPolicy {
  let policy = policies.get(issuer)
  if (policy === undefined) policies.set(issuer, (policy = issuerPolicy(DEFAULT_POLICY, issuer)))
  return policy
}

/** A credential. Times are ms; NEVER and 0 are what is absent. */
export class Credential {
  readonly id: string
  readonly policy: IssuerPolicy
  readonly issuer: string
  born = NEVER
  alive = 0
  statedAt = 0
  expires = 0
  revoked = NEVER
  used = 0
  authorized = 0
  privilege = 0
  isStatic = false
  renewable = false
  prod = false
  hasParent = false
  /** It has something to tell its children. */
  tells = false
  identity: Identity | null = null
  /** Another one, where two were said. */
  otherIdentity: Identity | null = null
  workload: Workload | null = null
  moreWorkloads: Workload[] | null = null
  parents: Credential[] | null = null
  children: Credential[] | null = null
  /** What its parents tell. */
  parentIdentity: Identity | null = null
  otherParentIdentity: Identity | null = null
  parentDepth = 0
  cascade = NEVER
  /** By rule: L01, L02, C01, G01. */
  findings: (Finding | null)[] | null = null

  constructor(issuer: string, id: string) {
    this.issuer = issuer
    this.id = id
    this.policy = policyOf(issuer)
  }

  /** Takes the expiry that was stated last. */
  state(at: number, notAfter: number | undefined): void {
    if (!notAfter) return
    const expires = Math.min(notAfter, NEVER)
    if (at < this.statedAt || (at === this.statedAt && expires <= this.expires)) return
    this.statedAt = at
    this.expires = expires
  }

  speakFor(identity: Identity): void {
    if (identity === this.identity || identity === this.otherIdentity) return
    if (this.identity === null) this.identity = identity
    else this.otherIdentity ??= identity
    identity.credentials.push(this)
    this.tells = true
  }
}
