import { z } from 'zod'
import { streamProblems, streamShape } from './config-caep.ts'
import { Truth, Whole } from './config-values.ts'
import { HOUR } from './time.ts'

/** What a kind of tool wants to be told. */
interface EndpointKind {
  /** Where it is, unless somebody has another region or a server of their own. */
  readonly url?: string
  /** Whether it is signed for under a secret. */
  readonly secret?: 'may' | 'must'
  /** Whether it asks who comes. */
  readonly token?: 'may' | 'must'
  /** Whether what it is shown then is a user and a password, or a bearer token. */
  readonly authorizes?: true
  /** Whether it takes security event tokens: at an address of its own, or it comes for them. */
  readonly caep?: 'push' | 'poll'
  /** How an address begins; http and https unless it is said. */
  readonly scheme?: 'syslog'
  /** Where it takes findings below a host: an address without any path is none. */
  readonly path?: string
  /** Whether it revokes what it is told of. */
  readonly revokes?: true
  /** How many messages a minute it takes. */
  readonly rate?: number
}

/** For so long a finding stands in Alertmanager when it is said: Alertmanager's own 5 minutes (resolve_timeout) are for who says it each minute. */
export const STANDS_IN_ALERTMANAGER = 4 * HOUR

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
  servicenow: { token: 'must', authorizes: true, path: '/api/global/em/jsonv2' },
  alertmanager: { token: 'may', authorizes: true, path: '/api/v2/alerts' },
  'alertmanager-webhook': { secret: 'may', token: 'may', authorizes: true },
  otlp: { token: 'may', authorizes: true, path: '/v1/logs' },
  syslog: { scheme: 'syslog' },
  caep: { token: 'may', caep: 'push' },
  'caep-poll': { token: 'must', caep: 'poll' },
  revoke: { secret: 'must', revokes: true },
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

const HTTP_FORM = /^https?:\/\/(?![^/]*@)[^\s/?#]+(?:[/?][^\s#]*)?$/i
const SYSLOG_FORM = /^syslogs?:\/\/[^\s/?#@]+$/i
const PATHLESS = /^https?:\/\/[^/?]+\/?$/i
/** Base64 of 24 to 64 bytes (Standard Webhooks: Signature scheme). */
const SECRET = /^(?:whsec_)?[A-Za-z0-9+/]{32,88}={0,2}$/
/** A bearer token may be a JWT (RFC 6750, 2.1). */
const TOKEN = /^[\w.~+/-]{16,4096}={0,2}$/
/** A user without a colon, and a password without control characters (RFC 7617, 2). */
const CREDENTIALS = /^[^\p{Cc}:]{1,256}:[^\p{Cc}]{1,4096}$/u

/** A tool that hears of findings. */
export const endpointShape = z.strictObject({
  type: z.enum(ENDPOINT_TYPES, `is none that is known: ${ENDPOINT_TYPES.join(', ')}`).meta({
    description:
      'How it takes findings: `webhook` (Standard Webhooks, OCSF), `cloudevents`, `slack`, `teams`, `pagerduty`, `opsgenie` (and Jira Service Management), `splunk`, `servicenow` (Event Management), `alertmanager`, `alertmanager-webhook` (what Alertmanager sends), `otlp` (logs), `syslog` (CEF), `caep` (security event tokens, pushed: RFC 8935), `caep-poll` (the same, fetched by their receiver: RFC 8936), `revoke` (is asked to revoke the credential)',
  }),
  url: z
    .string()
    .optional()
    .meta({
      description: `Where it is; unless it is said ${KNOWN_ADDRESSES.join(' and ')}. Of \`syslog\` it begins with syslogs:// (TLS), or syslog://`,
    }),
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
        'Of `webhook`, `cloudevents`, `alertmanager-webhook` and `revoke`: under what it is signed; two, with a space between them, while one is replaced',
    }),
  token: z.string().optional().meta({
    description:
      "PagerDuty's integration key, Opsgenie's API key, the token of Splunk's HTTP Event Collector; of `caep` what is sent as `Authorization: Bearer …`, of `caep-poll` what its receiver sends so; of `servicenow`, `alertmanager`, `alertmanager-webhook` and `otlp` that, or `user:password`",
  }),
  ...streamShape,
  rate: Whole(1, 60_000).optional().meta({
    description: 'How many messages a minute it is sent at the most; what is more waits, the most severe first',
  }),
  dry_run: Truth.optional().meta({
    description: 'Of `revoke`: whether it is only written down what would be asked; true unless it is said',
  }),
  most_an_hour: Whole(1, 10_000).optional().meta({
    description:
      'Of `revoke`: for how many credentials an hour it is asked; 10 unless it is said. More are left to people',
  }),
  insecure: Truth.optional().meta({
    description: 'Whether it may be reached by http or syslog without TLS, where anybody can read along',
  }),
})

/** What of endpoints is shown to nobody: of many tools the address is the secret. */
export const SECRET_OF_ENDPOINT = /^alerts\.endpoints\.[^.]+\.(url|secret|token)$/

type EndpointSaid = z.output<typeof endpointShape>
type Problems = readonly (readonly [setting: string, what: string])[]

/** What an endpoint lacks, or should not have, by the setting that says so. */
export const wrongWithEndpoint = (said: EndpointSaid): Problems => [
  ...(kindOf(said.type).caep === 'poll' ? wrongWithWhoComes(said) : wrongWithUrl(said)),
  ...streamProblems(said, kindOf(said.type).caep === undefined ? TRANSMITTED : null),
  ...wrongWithSecret(said),
  ...wrongWithToken(said),
  ...wrongWithRestraint(said),
]

function wrongWithWhoComes({ url, rate }: EndpointSaid): Problems {
  const said = Object.entries({ url, rate }).filter(([, value]) => value !== undefined)
  return said.map(([name]) => [name, 'is of nobody who comes by himself: leave it out, or write type: caep'])
}

const ADDRESSES = {
  http: { form: HTTP_FORM, example: 'https://hooks.example/lifespan', secure: 'https' },
  syslog: { form: SYSLOG_FORM, example: 'syslogs://siem.example:6514', secure: 'syslogs' },
} as const

function wrongWithUrl({ type, url, insecure }: EndpointSaid): Problems {
  const { url: known, scheme = 'http', path } = kindOf(type)
  if (url === undefined) return known === undefined ? [['url', 'is missing']] : []
  const { form, example, secure } = ADDRESSES[scheme]
  if (!form.test(url)) return [['url', `is no address of a receiver: one looks like ${example}, without a user in it`]]
  if (path !== undefined && PATHLESS.test(url)) return [['url', `names no path: ${type} takes findings at ${path}`]]
  const isSecure = url.toLowerCase().startsWith(`${secure}:`)
  return isSecure || insecure === true ? [] : [['url', `is not encrypted: write ${secure}, or insecure: true`]]
}

function wrongWithSecret({ type, secret }: EndpointSaid): Problems {
  const wanted = kindOf(type).secret
  if (secret === undefined)
    return wanted === 'must' ? [['secret', 'is missing: make one with echo whsec_$(openssl rand -base64 32)']] : []
  return wanted === undefined ? [['secret', `is of ${SIGNED} alone`]] : []
}

function wrongWithToken({ type, token }: EndpointSaid): Problems {
  const { token: wanted, authorizes = false, caep } = kindOf(type)
  const how = caep === 'poll' ? ': make one with openssl rand -hex 32' : ''
  if (token === undefined) return wanted === 'must' ? [['token', `is missing${how}`]] : []
  if (wanted === undefined) return [['token', `is of ${ASKING} alone`]]
  if (TOKEN.test(token) || (authorizes && CREDENTIALS.test(token))) return []
  const other = authorizes ? ', and no user:password' : ''
  return [['token', `is no token${other}: one has 16 to 4,096 letters, digits or - . _ ~ + /`]]
}

function wrongWithRestraint({ type, dry_run, most_an_hour }: EndpointSaid): Problems {
  const said = Object.entries({ dry_run, most_an_hour }).filter(([, value]) => value !== undefined)
  return kindOf(type).revokes === true ? [] : said.map(([name]) => [name, 'is of revoke alone'])
}
