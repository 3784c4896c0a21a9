import type { Allowed } from './delivery/addresses.ts'
import { signatureHeaders } from './delivery/signature.ts'
import type { EndpointType } from '../schemas/config-alerts.ts'
import { MOST_MEMBERS, type Dispatch, type Message } from './message.ts'
import { cloudEvent } from './payloads/cloudevent.ts'
import { incidentFinding } from './payloads/incident.ts'
import { detectionFinding } from './payloads/ocsf.ts'
import { opsgenieGroup, opsgenieRequest } from './payloads/opsgenie.ts'
import { pagerDutyEvent, pagerDutyGroup } from './payloads/pagerduty.ts'
import { slackGroup, slackMessage } from './payloads/slack.ts'
import { splunkEvent } from './payloads/splunk.ts'
import { teamsGroup, teamsMessage } from './payloads/teams.ts'

/** Somebody's tool, and how it takes findings. */
export interface Endpoint {
  readonly name: string
  readonly type: EndpointType
  readonly url: string
  /** Of a webhook and of CloudEvents: under which it is signed; several while one is replaced. */
  readonly secrets: readonly string[]
  /** Of those that ask who comes: what is shown to them. */
  readonly token: string
  /** How many messages a minute it is sent at the most; 0 for as many as there are. */
  readonly rate: number
  /** Addresses that may be reached beside those of the world. */
  readonly allowed: Allowed
}

/** A message as a tool takes it: what, with which headers, and where below its address. */
interface Form {
  /** A text is sent as it is. */
  readonly body: object | string
  readonly headers?: Readonly<Record<string, string>>
  readonly path?: string
}

type Format = (message: Message, endpoint: Endpoint) => Form

/** How a tool takes a message, and of how many findings one may tell: of as many as can be named, or for people, who read the first few, of many. */
interface Kind {
  readonly format: Format
  readonly most: number
}

/** Of a message for people: so many that a storm is few messages, and few enough to be written down at once. */
const MANY = 10_000

const KINDS = {
  webhook: {
    format: ({ alert, occasion, group, at }) => ({
      body: group === null ? detectionFinding(alert, occasion, at) : incidentFinding(group, alert, at),
    }),
    most: MOST_MEMBERS,
  },
  cloudevents: {
    format: (message) => ({
      body: cloudEvent(message),
      headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' },
    }),
    most: MOST_MEMBERS,
  },
  slack: {
    format: ({ alert, occasion, group }) => ({
      body: group === null ? slackMessage(alert, occasion) : slackGroup(group),
    }),
    most: MANY,
  },
  teams: {
    format: ({ alert, occasion, group }) => ({
      body: group === null ? teamsMessage(alert, occasion) : teamsGroup(group, alert),
    }),
    most: MANY,
  },
  pagerduty: {
    format: ({ alert, occasion, group }, { token }) => ({
      body: group === null ? pagerDutyEvent(alert, occasion, token) : pagerDutyGroup(group, alert, token),
    }),
    most: MANY,
  },
  opsgenie: {
    format: ({ alert, occasion, group }, { token }) => ({
      ...(group === null ? opsgenieRequest(alert, occasion) : opsgenieGroup(group, alert)),
      headers: { authorization: `GenieKey ${token}` },
    }),
    most: MANY,
  },
  splunk: {
    format: (message, { token }) => ({ body: splunkEvent(message), headers: { authorization: `Splunk ${token}` } }),
    most: MOST_MEMBERS,
  },
} satisfies Readonly<Record<EndpointType, Kind>>

/** Of how many findings a tool takes one message. */
export const mostTogether = (type: EndpointType): number => KINDS[type].most

/** A message as an endpoint takes it, at one attempt (ms). It is signed where there is a secret. */
export function dispatchOf(endpoint: Endpoint, message: Message, now: number): Dispatch {
  const { format }: Kind = KINDS[endpoint.type]
  const { body: content, headers = {}, path = '' } = format(message, endpoint)
  const body = typeof content === 'string' ? content : JSON.stringify(content)
  const { secrets } = endpoint
  const signed = secrets.length === 0 ? {} : signatureHeaders(message.id, new Date(now), body, secrets)
  const own = { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'lifespan' }
  return { url: `${endpoint.url}${path}`, headers: { ...own, ...headers, ...signed }, body }
}
