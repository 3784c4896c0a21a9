import { z } from 'zod'
import { streamProblems, streamShape, transmitterShape } from './config-caep.ts'
import { Duration, Moment, Truth, Whole } from './config-values.ts'
import { SEVERITIES } from './policy.ts'
import { MINUTE, SECOND } from './time.ts'

/** What a kind of tool wants to be told. */
interface EndpointKind {
  /** Where it is, unless somebody has another region or a server of their own. */
  readonly url?: string
  /** Whether it is signed for under a secret. */
  readonly secret?: 'may' | 'must'
  /** Whether it asks who comes. */
  readonly token?: 'may' | 'must'
  /** Whether it takes security event tokens: at an address of its own, or it comes for them. */
  readonly caep?: 'push' | 'poll'
  /** How many messages a minute it takes. */
  readonly rate?: number
}

/** How tools take findings. */
const KINDS = {
  webhook: { secret: 'must' },
  cloudevents: { secret: 'may' },
  // One a second and webhook (Slack: Rate limits).
  slack: { rate: 60 },
  teams: {},
  pagerduty: { url: 'https://events.pagerduty.com/v2/enqueue', token: 'must' },
  opsgenie: { url: 'https://api.opsgenie.com/v2/alerts', token: 'must' },
  splunk: { token: 'must' },
  caep: { token: 'may', caep: 'push' },
  'caep-poll': { token: 'must', caep: 'poll' },
} satisfies Readonly<Record<string, EndpointKind>>
export type EndpointType = keyof typeof KINDS

const ENDPOINT_TYPES = Object.keys(KINDS) as EndpointType[]
/** What a kind of tool wants to be told. */
export const kindOf = (type: EndpointType): EndpointKind => KINDS[type]
const namesOf = (has: (kind: EndpointKind) => boolean) => ENDPOINT_TYPES.filter((type) => has(kindOf(type))).join(', ')
const SIGNED = namesOf(({ secret }) => secret !== undefined)
const ASKING = namesOf(({ token }) => token !== undefined)
const TRANSMITTED = namesOf(({ caep }) => caep !== undefined)
const KNOWN_ADDRESSES = ENDPOINT_TYPES.flatMap((type) => kindOf(type).url ?? [])

/** Names stand in commands and variables. */
const NAME = /^[a-z][a-z0-9_-]{0,63}$/
const URL_FORM = /^https?:\/\/(?![^/]*@)[^\s/?#]+(?:[/?][^\s#]*)?$/i
/** Base64 of 24 to 64 bytes (Standard Webhooks: Signature scheme). */
const SECRET = /^(?:whsec_)?[A-Za-z0-9+/]{32,88}={0,2}$/
/** A bearer token may be a JWT (RFC 6750, 2.1). */
const TOKEN = /^[\w.~+/-]{16,4096}={0,2}$/
const RANGE = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f]*:[\da-f:.]*)(?:\/\d{1,3})?$/i

/** A tool that hears of findings. */
export const endpointShape = z.strictObject({
  type: z.enum(ENDPOINT_TYPES, `is none that is known: ${ENDPOINT_TYPES.join(', ')}`).meta({
    description:
      'How it takes findings: `webhook` (Standard Webhooks, OCSF), `cloudevents`, `slack`, `teams`, `pagerduty`, `opsgenie` (and Jira Service Management), `splunk`, `caep` (security event tokens, pushed: RFC 8935), `caep-poll` (the same, fetched by their receiver: RFC 8936)',
  }),
  url: z
    .string()
    .regex(URL_FORM, 'is no address of a receiver: one looks like https://hooks.example/lifespan, without a user in it')
    .optional()
    .meta({ description: `Where it is; unless it is said ${KNOWN_ADDRESSES.join(' and ')}` }),
  secret: z
    .string()
    .transform((text) => text.split(/\s+/).filter((part) => part !== ''))
    .refine(
      (secrets) => secrets.length > 0 && secrets.every((one) => SECRET.test(one)),
      'is no secret of Standard Webhooks: make one with echo whsec_$(openssl rand -base64 32)',
    )
    .optional()
    .meta({
      description:
        'Of `webhook` and `cloudevents`: under what it is signed; two, with a space between them, while one is replaced',
    }),
  token: z.string().regex(TOKEN, 'is no token: one has 16 to 4,096 letters, digits or - . _ ~ + /').optional().meta({
    description:
      "PagerDuty's integration key, Opsgenie's API key, the token of Splunk's HTTP Event Collector; of `caep` what is sent as `Authorization: Bearer …`, of `caep-poll` what its receiver sends so",
  }),
  ...streamShape,
  rate: Whole(1, 60_000).optional().meta({
    description: 'How many messages a minute it is sent at the most; what is more waits, the most severe first',
  }),
  insecure: Truth.optional().meta({ description: 'Whether it may be reached by http, where anybody can read along' }),
})

const texts = (description: string) =>
  z.array(z.string().min(1, 'is empty').max(1_024, 'is longer than 1,024 characters')).optional().meta({ description })

/** Which findings are meant. */
const matching = {
  rules: texts('Rules, by glob (`L01`, `C*`)'),
  severity: z
    .enum(SEVERITIES, `is none of ${SEVERITIES.join(', ')}`)
    .optional()
    .meta({ description: 'The least that is told' }),
  owners: texts('Owners, by glob'),
  identities: texts('Identities, by glob'),
  environments: texts('Environments, by glob'),
  trust_domains: texts('Trust domains of SPIFFE, by glob'),
  tenants: texts('Tenants, by glob'),
}

/** What findings that are told together may have in common. */
export const GROUPED_BY = ['owner', 'identity', 'rule', 'chain_root', 'environment', 'tenant'] as const

const groupShape = z.strictObject({
  by: z
    .array(z.enum(GROUPED_BY, `is none of ${GROUPED_BY.join(', ')}`))
    .default(['owner', 'identity', 'rule', 'chain_root'])
    .meta({ description: 'What they have in common' }),
  wait: Duration.default(30 * SECOND).meta({ description: 'How long the first waits for others' }),
  interval: Duration.default(5 * MINUTE).meta({ description: 'How often at most a group is told of' }),
})

/** Which findings go where. */
export const routeShape = z.strictObject({
  ...matching,
  confirmed: Truth.optional().meta({
    description: "Whether it waits until nothing that comes late can take the finding back (its issuer's lateness)",
  }),
  group: groupShape.optional().meta({
    description:
      'Whether several are told in one message; `{}` for those of one owner, identity, rule and root of a chain',
  }),
  repeat: Duration.optional().meta({
    description: 'How often it is said again while it is open; never unless it is said',
  }),
  to: z.array(z.string()).min(1, 'is empty').meta({ description: 'Names of endpoints' }),
})

/** A window in which nobody is told of findings. */
export const maintenanceShape = z.strictObject({
  ...matching,
  from: Moment.meta({ description: 'When it begins' }),
  until: Moment.meta({ description: 'When it ends: what is still open then is told' }),
  every: Duration.optional().meta({ description: 'After how long it begins again; once unless it is said' }),
})

/** Who hears of findings. */
export const alerts = z.strictObject({
  endpoints: z
    .record(z.string().regex(NAME, 'is no name of an endpoint: write small letters, digits, - and _'), endpointShape)
    .prefault({})
    .meta({ description: 'Tools that hear of findings, by a name of your choice' }),
  routes: z
    .array(routeShape)
    .prefault([])
    .meta({ description: 'Which findings go where; all that match hold. What is not said matches all' }),
  default_to: z.array(z.string()).prefault([]).meta({
    description:
      'Endpoints of findings that no route matches, and beside their routes of those whose owner became so within a day',
  }),
  maintenance: z.array(maintenanceShape).prefault([]).meta({
    description: 'Windows in which nobody is told of findings; they are told at the end, if they are still open',
  }),
  ...transmitterShape,
  allow: z.array(z.string().regex(RANGE, 'is no range of addresses: one looks like 10.1.0.0/16')).prefault([]).meta({
    description:
      'Addresses of your own network at which receivers may be: no others but those of the world are reached',
  }),
})

/** What of endpoints is shown to nobody: of many tools the address is the secret. */
export const SECRET_OF_ENDPOINT = /^alerts\.endpoints\.[^.]+\.(url|secret|token)$/

type Alerts = z.output<typeof alerts>

/** What endpoints and routes lack, by where it stands. */
export function alertsProblems({
  endpoints,
  routes,
  default_to,
  maintenance,
  issuer,
}: Alerts): readonly (readonly [path: (string | number)[], what: string])[] {
  const lacking = Object.entries(endpoints).flatMap(([name, one]) =>
    lacks(one).map(([part, what]) => [['alerts', 'endpoints', name, ...part], what] as const),
  )
  const problem = `names no endpoint: there ${thereAre(Object.keys(endpoints))}`
  const unknown = (names: readonly string[], path: readonly (string | number)[]) =>
    names.flatMap((name, at) => (Object.hasOwn(endpoints, name) ? [] : [[['alerts', ...path, at], problem] as const]))
  const strays = [
    ...routes.flatMap(({ to }, n) => unknown(to, ['routes', n, 'to'])),
    ...unknown(default_to, ['default_to']),
  ]
  const windows = maintenance.flatMap((window, n) =>
    wrongWith(window).map(([part, what]) => [['alerts', 'maintenance', n, part], what] as const),
  )
  const isSigned = Object.values(endpoints).some(({ type }) => kindOf(type).caep !== undefined)
  const unsaid = 'is missing: say under which https address receivers of security event tokens find their keys'
  const unnamed = isSigned && issuer === undefined ? [[['alerts', 'issuer'], unsaid] as const] : []
  return [...lacking, ...unnamed, ...strays, ...windows].map(([path, what]) => [[...path], what])
}

function wrongWith({ from, until, every }: Alerts['maintenance'][number]): readonly (readonly [string, string])[] {
  if (until <= from) return [['until', 'is not after from']]
  return every !== undefined && every < until - from ? [['every', 'is shorter than the window']] : []
}

const thereAre = (names: readonly string[]) => (names.length === 0 ? 'is none' : `are ${names.join(', ')}`)

type Endpoint = Alerts['endpoints'][string]
type Lack = readonly [path: string[], what: string]

function lacks(endpoint: Endpoint): readonly Lack[] {
  const { type, secret, token } = endpoint
  const kind = kindOf(type)
  const problems: Lack[] = [
    ...lacksAddress(endpoint),
    ...streamProblems(endpoint, kind.caep === undefined ? TRANSMITTED : null),
  ]
  if (kind.secret === 'must' && secret === undefined)
    problems.push([['secret'], 'is missing: make one with echo whsec_$(openssl rand -base64 32)'])
  if (kind.token === 'must' && token === undefined)
    problems.push([['token'], `is missing${kind.caep === 'poll' ? ': make one with openssl rand -hex 32' : ''}`])
  if (kind.secret === undefined && secret !== undefined) problems.push([['secret'], `is of ${SIGNED} alone`])
  if (kind.token === undefined && token !== undefined) problems.push([['token'], `is of ${ASKING} alone`])
  return problems
}

function lacksAddress({ type, url, rate, insecure }: Endpoint): readonly Lack[] {
  const kind = kindOf(type)
  if (kind.caep === 'poll') {
    const said = Object.entries({ url, rate }).filter(([, value]) => value !== undefined)
    return said.map(([name]) => [[name], 'is of nobody who comes by himself: leave it out, or write type: caep'])
  }
  if (url === undefined) return kind.url === undefined ? [[['url'], 'is missing']] : []
  if (/^https:/i.test(url) || insecure === true) return []
  return [[['url'], 'is not encrypted: write https, or insecure: true']]
}
