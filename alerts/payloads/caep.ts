import { ruleText } from '../../schemas/frameworks.ts'
import type { CaepEvent } from '../../schemas/config-caep.ts'
import type { Severity } from '../../schemas/policy.ts'
import { SECOND, type Millis } from '../../schemas/time.ts'
import type { Alert, Occasion } from '../alert.ts'
import type { Message } from '../message.ts'
import { headline } from './text.ts'

/** What a receiver of security event tokens is told, as is agreed with it. */
export interface Stream {
  /** Who it is (`aud`). */
  readonly audience: string
  /** What it asked for. */
  readonly event: CaepEvent
  /** As what it knows the credentials of which it is told (CAEP 1.0, 3.3.1: any that both sides support). */
  readonly credentialType: string
}

/** What a token says beside its finding. */
export interface Beside extends Stream {
  /** Who says it (`iss`): an https address. */
  readonly issuer: string
  /** The worst that is open of the subject now; null where nothing is. */
  readonly worst: Severity | null
}

/** Where the names of events begin (CAEP 1.0, 3). */
const EVENT_TYPES = 'https://schemas.openid.net/secevent/caep/event-type/'
/** Asked for to see whether a way works (SSF 1.0: Verification Event). */
const VERIFICATION = 'https://schemas.openid.net/secevent/ssf/event-type/verification'
/** Risk has three levels (CAEP 1.0, 3.8.1). */
const LEVELS: Readonly<Record<Severity, string>> = { low: 'LOW', medium: 'MEDIUM', high: 'HIGH', critical: 'HIGH' }
/** Whose risk it is (SSF 1.0, 3.2): a credential is a session of its workload, an identity is what runs. */
const PRINCIPALS: Readonly<Record<Alert['kind'], string>> = { credential: 'SESSION', identity: 'APPLICATION' }
/** The rule whose findings say that a credential was revoked, and since when. */
const USED_AFTER_REVOCATION = 'L03'

const seconds = (at: Millis): number => Math.floor(at / SECOND)

/**
 * Whether what a receiver asked for can say it. Risk is told of whenever it may be another one. That something is revoked is said of a credential
 * whose finding opens, and as often as it is to be said again: nothing takes a revocation back.
 */
export function isSaid(event: CaepEvent, occasion: Occasion, { kind }: Alert): boolean {
  if (event === 'risk-level-change') return true
  return kind === 'credential' && (occasion === 'opened' || occasion === 'repeated')
}

/** The claims of a security event token (RFC 8417; SSF 1.0, 4.1): its id is the message's, and it is issued when that became one, at each attempt. */
export function securityEvent({ id, alert, occasion, at }: Message, beside: Beside): object {
  const { issuer, audience, event } = beside
  return {
    iss: issuer,
    jti: id,
    iat: seconds(at),
    aud: audience,
    // The same for all that is said of one finding.
    txn: alert.id,
    sub_id: subjectOf(alert),
    events: {
      [`${EVENT_TYPES}${event}`]: {
        ...detailsOf(alert, beside),
        event_timestamp: seconds(happenedAt(alert, event, at)),
        initiating_entity: 'policy',
        reason_admin: { en: headline(alert, occasion) },
      },
    },
  }
}

/** The claims of a token that says nothing but that it came. */
export function verificationEvent(id: string, at: Millis, { issuer, audience }: Pick<Beside, 'issuer' | 'audience'>) {
  return {
    iss: issuer,
    jti: id,
    iat: seconds(at),
    aud: audience,
    sub_id: { format: 'opaque', id: audience },
    events: { [VERIFICATION]: { state: id } },
  }
}

/** When it happened: a revocation of which somebody told, else what we make of it. */
const happenedAt = ({ rule, since }: Alert, event: CaepEvent, at: Millis): Millis =>
  event !== 'risk-level-change' && rule === USED_AFTER_REVOCATION ? since : at

function detailsOf({ kind, rule }: Alert, { event, credentialType, worst }: Beside): object {
  switch (event) {
    case 'session-revoked':
      return {}
    case 'credential-change':
      return { credential_type: credentialType, change_type: 'revoke' }
    case 'risk-level-change':
      return {
        principal: PRINCIPALS[kind],
        current_level: LEVELS[worst ?? 'low'],
        risk_reason: `${rule} ${ruleText(rule).title}`,
      }
  }
}

/** An id that Lifespan or a service made of a secret: no issuer knows it (vocabulary: credential.id). */
const OF_A_SECRET = /^hmac:/
const ADDRESS = /^https?:\/\//
const NAME_OF_ITS_OWN = /^(?:spiffe|https?|urn):/

/**
 * Whom it is about (RFC 9493; SSF 1.0, 3.4): a JWT by the claims `iss` and `jti`, where its issuer is an address as those of OpenID Connect are; a
 * SPIFFE id by itself; all others as their issuer calls them.
 */
function subjectOf({ kind, ...named }: Alert): object {
  // Half a character is an error to some who read tokens.
  const [issuer, id] = [named.issuer.toWellFormed(), named.subject.toWellFormed()]
  if (kind === 'credential' && ADDRESS.test(issuer) && !OF_A_SECRET.test(id))
    return { format: 'jwt_id', iss: issuer, jti: id }
  if (kind === 'identity' && NAME_OF_ITS_OWN.test(id)) return { format: 'uri', uri: id }
  return { format: 'opaque', id }
}
