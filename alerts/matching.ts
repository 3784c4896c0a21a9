import { isLike } from '../schemas/glob.ts'
import { SEVERITIES, type Severity } from '../schemas/policy.ts'
import type { Alert } from './alert.ts'

/** Which findings are meant. What is not said matches all; texts are globs, `*` for any text. */
export interface Matching {
  readonly rules?: readonly string[] | undefined
  /** The least that matches. */
  readonly severity?: Severity | undefined
  readonly owners?: readonly string[] | undefined
  readonly identities?: readonly string[] | undefined
  readonly environments?: readonly string[] | undefined
  readonly trust_domains?: readonly string[] | undefined
  readonly tenants?: readonly string[] | undefined
}

/** What a finding has in a place of which it was asked, and whether that matches. */
export interface Asked {
  readonly what: string
  readonly wanted: string
  readonly found: string
  readonly matches: boolean
}

const TEXTS: readonly (readonly [keyof Matching, (alert: Alert) => string])[] = [
  ['rules', ({ rule }) => rule],
  ['owners', ({ owner }) => owner],
  ['identities', identityOf],
  ['environments', ({ environment }) => environment],
  ['trust_domains', ({ trustDomain }) => trustDomain],
  ['tenants', ({ tenant }) => tenant],
]

/** Whom a finding is about, or whose credential. */
export function identityOf({ identity, kind, subject }: Alert): string {
  return kind === 'identity' ? subject : identity
}

/** All of which a finding is asked, with what it has there: it is meant where all of it matches. */
export function asked(matching: Matching, alert: Alert): readonly Asked[] {
  return [...TEXTS.flatMap(([what, read]) => askText(matching, what, read(alert))), ...askSeverity(matching, alert)]
}

/** Whether a finding is one that is meant. */
export const isMeant = (matching: Matching, alert: Alert): boolean =>
  asked(matching, alert).every(({ matches }) => matches)

function askText(matching: Matching, what: keyof Matching, found: string): readonly Asked[] {
  const wanted = matching[what] as readonly string[] | undefined
  if (wanted === undefined) return []
  return [{ what, wanted: wanted.join(', '), found, matches: wanted.some((glob) => isLike(found, glob)) }]
}

function askSeverity({ severity }: Matching, { severity: found }: Alert): readonly Asked[] {
  if (severity === undefined) return []
  const matches = SEVERITIES.indexOf(found) >= SEVERITIES.indexOf(severity)
  return [{ what: 'severity', wanted: `${severity} or worse`, found, matches }]
}
