import { SEVERITIES, type Severity } from '../schemas/policy.ts'
import type { Alert } from './alert.ts'

/** Which findings go where. What is not said matches all; texts are globs, `*` for any text. */
export interface Route {
  readonly rules?: readonly string[] | undefined
  /** The least that matches. */
  readonly severity?: Severity | undefined
  readonly owners?: readonly string[] | undefined
  readonly identities?: readonly string[] | undefined
  readonly environments?: readonly string[] | undefined
  readonly trust_domains?: readonly string[] | undefined
  readonly tenants?: readonly string[] | undefined
  /** Whether it waits until nothing can come any more that would take the finding back (its issuer's lateness). */
  readonly confirmed?: boolean | undefined
  /** Names of endpoints. */
  readonly to: readonly string[]
}

/** Of a route: what the finding has in the place of which it was asked, and whether that matches. */
export interface Asked {
  readonly what: string
  readonly wanted: string
  readonly found: string
  readonly matches: boolean
}

/** What a route makes of a finding: all that it asks for, and whether it holds. */
export interface Routed {
  readonly route: Route
  readonly asked: readonly Asked[]
  readonly matches: boolean
}

const TEXTS: readonly (readonly [keyof Route, (alert: Alert) => string])[] = [
  ['rules', ({ rule }) => rule],
  ['owners', ({ owner }) => owner],
  ['identities', ({ identity, kind, subject }) => (kind === 'identity' ? subject : identity)],
  ['environments', ({ environment }) => environment],
  ['trust_domains', ({ trustDomain }) => trustDomain],
  ['tenants', ({ tenant }) => tenant],
]

/** What each route makes of a finding, in their order. */
export function routed(routes: readonly Route[], alert: Alert): readonly Routed[] {
  return routes.map((route) => {
    const asked = [...TEXTS.flatMap(([what, read]) => askText(route, what, read(alert))), ...askSeverity(route, alert)]
    return { route, asked, matches: asked.every(({ matches }) => matches) }
  })
}

function askText(route: Route, what: keyof Route, found: string): readonly Asked[] {
  const wanted = route[what] as readonly string[] | undefined
  if (wanted === undefined) return []
  return [{ what, wanted: wanted.join(', '), found, matches: wanted.some((glob) => isLike(found, glob)) }]
}

function askSeverity({ severity }: Route, { severity: found }: Alert): readonly Asked[] {
  if (severity === undefined) return []
  const matches = SEVERITIES.indexOf(found) >= SEVERITIES.indexOf(severity)
  return [{ what: 'severity', wanted: `${severity} or worse`, found, matches }]
}

/** Whether a text is one that a glob means. In time that grows with both, however many stars there are. */
export function isLike(text: string, glob: string): boolean {
  const parts = glob.split('*')
  if (parts.length === 1) return text === glob
  const [first, last] = [parts[0]!, parts.at(-1)!]
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false
  let at = first.length
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= text.length - last.length
}

/** Where a finding goes, by name; whether each of them waits until it is confirmed. At once, where one route of several says so. */
export function destinations(
  routes: readonly Route[],
  alert: Alert,
): ReadonlyMap<string, { readonly confirmed: boolean }> {
  const found = new Map<string, { readonly confirmed: boolean }>()
  for (const { route, matches } of routed(routes, alert)) {
    if (!matches) continue
    const confirmed = route.confirmed === true
    for (const name of route.to) found.set(name, { confirmed: confirmed && (found.get(name)?.confirmed ?? true) })
  }
  return found
}
