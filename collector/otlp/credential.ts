import { PRIVILEGES } from '../../schemas/events.ts'
import { normaliseIssuer } from '../../schemas/issuer.ts'
import { ATTRIBUTES } from '../../schemas/vocabulary.ts'
import type { Attributes } from './attributes.ts'
import type { Draft } from './draft.ts'
import { put } from './draft.ts'
import { normaliseIdentity, reporterIdentity } from './identity.ts'
import { momentOf } from './moment.ts'
import { flagSaid, idNeeded, idSaid, wordSaid } from './said.ts'
import { reporterOf } from './workload.ts'
import type { Warnings } from './warnings.ts'

/** What was said and could not be used; it stays an attribute. */
const CREDENTIAL_WARNINGS = {
  notAfter: 'credential.not_after is no time (RFC 3339 or Unix seconds)',
  privilege: 'credential.privilege is unknown',
  delegation: 'credential.delegation is unknown',
} as const

const RANKS: readonly string[] = PRIVILEGES
const DELEGATIONS: readonly string[] = ATTRIBUTES['credential.delegation'].values

/** The columns of an event of a credential. Throws `Unbelievable` where it does not say whose. */
export function describeCredential(draft: Draft, attributes: Attributes, warnings: Warnings): void {
  draft.credential_id = idNeeded(attributes, 'credential.id')
  draft.issuer = normaliseIssuer(idNeeded(attributes, 'credential.issuer'))
  put(draft, 'credential_kind', wordSaid(attributes, 'credential.kind'))
  describeParent(draft, attributes, warnings)
  describeValidity(draft, attributes, warnings)
  describeWorkload(draft, attributes)
  const subject = idSaid(attributes, 'credential.subject')
  if (subject !== undefined) draft.identity = normaliseIdentity(subject)
  else if (draft.type === 'credential.issued') put(draft, 'identity', reporterIdentity(attributes))
  put(draft, 'platform', flagSaid(attributes, 'identity.platform'))
}

function describeParent(draft: Draft, attributes: Attributes, warnings: Warnings): void {
  const delegation = wordSaid(attributes, 'credential.delegation')
  if (delegation !== undefined && DELEGATIONS.includes(delegation)) draft.delegation = delegation
  else if (delegation !== undefined) warnings.add(CREDENTIAL_WARNINGS.delegation)
  const parent = idSaid(attributes, 'credential.parent.id')
  if (parent === undefined) return
  const issuer = idSaid(attributes, 'credential.parent.issuer')
  draft.parent_id = parent
  put(draft, 'parent_issuer', issuer === undefined ? draft.issuer : normaliseIssuer(issuer))
}

function describeValidity(draft: Draft, attributes: Attributes, warnings: Warnings): void {
  const notAfter = attributes.get('credential.not_after')
  const moment = notAfter === undefined ? undefined : momentOf(notAfter)
  if (moment === null) warnings.add(CREDENTIAL_WARNINGS.notAfter)
  else put(draft, 'not_after', moment)
  put(draft, 'renewable', flagSaid(attributes, 'credential.renewable'))
  if (flagSaid(attributes, 'credential.revocable') === false) draft.irrevocable = true
  const privilege = wordSaid(attributes, 'credential.privilege')
  const rank = privilege === undefined ? 0 : RANKS.indexOf(privilege)
  if (rank < 0) warnings.add(CREDENTIAL_WARNINGS.privilege)
  else if (rank > 0) draft.privilege = rank
}

/** Whom it belongs to: who reports only where that one was issued it, and no broker; a use binds nothing (vocabulary). */
function describeWorkload(draft: Draft, attributes: Attributes): void {
  const reporter = reporterOf(attributes)
  const kind = wordSaid(attributes, 'workload.kind')
  const bound = idSaid(attributes, 'credential.workload.id')
  put(draft, 'presenter_id', reporter?.id)
  if (bound !== undefined) {
    draft.workload_id = bound
    put(draft, 'workload_kind', kind)
  } else if (draft.type === 'credential.issued' && reporter !== undefined) {
    draft.workload_id = reporter.id
    put(draft, 'workload_kind', kind ?? reporter.kind)
  }
}
