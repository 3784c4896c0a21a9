import type { AlertsConfig } from './config-alerts.ts'
import { RULE_TEXTS } from './frameworks.ts'
import { isLike } from './glob.ts'
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
    ...unmatchable(alerts),
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

const BY_RULES = 'must be named one by one, as L01: this route has credentials revoked'
const CONFIRMED = 'must be true: this route has credentials revoked, and what comes late may take a finding back'
const BY_ROUTES =
  'has credentials revoked for whatever no route matches: name the endpoint in a route with rules and confirmed: true'
const RULE_ID = /^[A-Z]\d{2}$/

/** Whether it has credentials revoked: by itself, or by saying to their issuer that they are. */
function revokesBy(endpoint: AlertsConfig['endpoints'][string] | undefined): boolean {
  if (endpoint === undefined) return false
  const saysRevoked = endpoint.event !== undefined && endpoint.event !== 'risk-level-change'
  return endpoint.type === 'revoke' || saysRevoked
}

/** Routes by which something is done by itself, of findings that nobody chose or that may be none. */
function unrestrained({ endpoints, routes, default_to }: AlertsConfig): readonly Problem[] {
  const revokes = (name: string) => revokesBy(endpoints[name])
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

/** What routes and windows ask for that no finding has. */
function unmatchable({ routes, maintenance }: AlertsConfig): readonly Problem[] {
  const all = [
    ...routes.map((one, n) => [['routes', n], one] as const),
    ...maintenance.map((one, n) => [['maintenance', n], one] as const),
  ]
  return all.flatMap(([path, { rules = [], environments = [] }]): Problem[] => [
    ...rules.flatMap((rule, at): Problem[] =>
      RULE_IDS.some((id) => isLike(id, rule))
        ? []
        : [[[...path, 'rules', at], `is no rule: there are ${RULE_IDS.join(', ')}, and * for any text`]],
    ),
    ...environments.flatMap((environment, at): Problem[] =>
      isLike(PRODUCTION, environment) ? [] : [[[...path, 'environments', at], ONLY_PRODUCTION]],
    ),
  ])
}

const RULE_IDS = Object.keys(RULE_TEXTS)
/** Of an environment it is known whether it is production (semantics), and nothing else. */
const PRODUCTION = 'production'
const ONLY_PRODUCTION = `matches nothing: of an environment it is known whether it is ${PRODUCTION}, and no other word`

const wrongWithWindows = ({ maintenance }: AlertsConfig): readonly Problem[] =>
  maintenance.flatMap(({ from, until, every }, n): Problem[] => {
    if (until <= from) return [[['maintenance', n, 'until'], 'is not after from']]
    const overlaps = every !== undefined && every < until - from
    return overlaps ? [[['maintenance', n, 'every'], 'is shorter than the window']] : []
  })
