import type { AlertsConfig } from './config-alerts.ts'
import { kindOf, STANDS_IN_ALERTMANAGER, wrongWithEndpoint } from './config-endpoints.ts'

type Path = readonly (string | number)[]
type Problem = readonly [path: Path, what: string]

/** What endpoints, routes and windows lack, by where it stands. */
export function alertsProblems(alerts: AlertsConfig): readonly (readonly [path: (string | number)[], what: string])[] {
  const all = [
    ...wrongWithEndpoints(alerts),
    ...lacksIssuer(alerts),
    ...strays(alerts),
    ...forgotten(alerts),
    ...unrestrained(alerts),
    ...wrongWithWindows(alerts),
  ]
  return all.map(([path, what]) => [['alerts', ...path], what])
}

const wrongWithEndpoints = ({ endpoints }: AlertsConfig): readonly Problem[] =>
  Object.entries(endpoints).flatMap(([name, one]) =>
    wrongWithEndpoint(one).map(([part, what]): Problem => [['endpoints', name, part], what]),
  )

function lacksIssuer({ endpoints, issuer }: AlertsConfig): readonly Problem[] {
  const isSigned = Object.values(endpoints).some(({ type }) => kindOf(type).caep !== undefined)
  const what = 'is missing: say under which https address receivers of security event tokens find their keys'
  return isSigned && issuer === undefined ? [[['issuer'], what]] : []
}

/** Names of endpoints that there are none of. */
function strays({ endpoints, routes, default_to }: AlertsConfig): readonly Problem[] {
  const known = Object.keys(endpoints)
  const what = `names no endpoint: there ${known.length === 0 ? 'is none' : `are ${known.join(', ')}`}`
  const unknown = (names: readonly string[], path: Path) =>
    names.flatMap((name, at): Problem[] => (known.includes(name) ? [] : [[[...path, at], what]]))
  return [...routes.flatMap(({ to }, n) => unknown(to, ['routes', n, 'to'])), ...unknown(default_to, ['default_to'])]
}

/** One repetition may be late. */
const LONGEST_REPEAT = STANDS_IN_ALERTMANAGER / 2
const FORGETS =
  'tells Alertmanager, where a finding is over four hours after it was said: write a route with repeat: 1h, or 2h at most'

function forgotten({ endpoints, routes, default_to }: AlertsConfig): readonly Problem[] {
  const forgets = (name: string) => endpoints[name]?.type === 'alertmanager'
  return [
    ...routes.flatMap(({ to, repeat = Infinity }, n): Problem[] =>
      repeat > LONGEST_REPEAT && to.some(forgets) ? [[['routes', n], FORGETS]] : [],
    ),
    ...(default_to.some(forgets) ? [[['default_to'], FORGETS] as const] : []),
  ]
}

const REVOKES = 'has credentials revoked'
const BY_RULES = `${REVOKES}: name the rules for which they are, each by its id`
const CONFIRMED = `${REVOKES}: say confirmed: true, for what comes late may take a finding back`
const BY_ROUTES = `${REVOKES} by whatever no route matches: name the endpoint in a route with rules and confirmed: true`
const RULE_ID = /^[A-Z]\d{2}$/

/** Routes by which something is done by itself, of findings that nobody chose or that may be none. */
function unrestrained({ endpoints, routes, default_to }: AlertsConfig): readonly Problem[] {
  const revokes = (name: string) => endpoints[name]?.type === 'revoke'
  const byRoutes = routes.flatMap(({ to, rules = [], confirmed }, n): Problem[] => {
    if (!to.some(revokes)) return []
    const areNamed = rules.length > 0 && rules.every((rule) => RULE_ID.test(rule))
    return [
      ...(areNamed ? [] : [[['routes', n, 'rules'], BY_RULES] as const]),
      ...(confirmed === true ? [] : [[['routes', n, 'confirmed'], CONFIRMED] as const]),
    ]
  })
  return [...byRoutes, ...(default_to.some(revokes) ? [[['default_to'], BY_ROUTES] as const] : [])]
}

const wrongWithWindows = ({ maintenance }: AlertsConfig): readonly Problem[] =>
  maintenance.flatMap(({ from, until, every }, n): Problem[] => {
    if (until <= from) return [[['maintenance', n, 'until'], 'is not after from']]
    const overlaps = every !== undefined && every < until - from
    return overlaps ? [[['maintenance', n, 'every'], 'is shorter than the window']] : []
  })
