import type { Millis } from '../schemas/time.ts'
import type { Alert, Occasion } from './alert.ts'
import { authorization } from './delivery/authorization.ts'
import type { EndpointType } from '../schemas/config-endpoints.ts'
import { MOST_MEMBERS, type Dispatch, type Message } from './message.ts'
import { alertmanagerWebhook } from './payloads/alertmanager-webhook.ts'
import { alertmanagerAlerts } from './payloads/alertmanager.ts'
import { isSaid } from './payloads/caep.ts'
import { cloudEvent } from './payloads/cloudevent.ts'
import { incidentFinding } from './payloads/incident.ts'
import { detectionFinding } from './payloads/ocsf.ts'
import { opsgenieGroup, opsgenieRequest } from './payloads/opsgenie.ts'
import { otlpLogs } from './payloads/otlp.ts'
import { pagerDutyEvent, pagerDutyGroup } from './payloads/pagerduty.ts'
import { revocationRequest } from './payloads/revocation.ts'
import { serviceNowEvents } from './payloads/servicenow.ts'
import { slackGroup, slackMessage } from './payloads/slack.ts'
import { splunkEvent } from './payloads/splunk.ts'
import { syslogFrames } from './payloads/syslog.ts'
import { teamsGroup, teamsMessage } from './payloads/teams.ts'
import { dispatched, pushed, tokenOf, type Endpoint, type Form } from './endpoint.ts'

/** `now`: of the attempt, ms. */
type Format = (message: Message, endpoint: Endpoint, now: Millis) => Form | Promise<Form>

/** How a tool takes a message, and of how many findings one may tell: of as many as can be named, or for people, who read the first few, of many. */
interface Kind {
  readonly format: Format
  readonly most: number
  /** What it is told at all: everything unless it is said. */
  readonly hears?: (endpoint: Endpoint, occasion: Occasion, alert: Alert) => boolean
}

/** Of a message for people: so many that a storm is few messages, and few enough to be written down at once. */
const MANY = 10_000

/** A token is about one subject. */
const caep = {
  format: async (message, endpoint) => pushed(await tokenOf(endpoint, message), endpoint),
  most: 1,
  hears: ({ stream }, occasion, alert) => stream !== undefined && isSaid(stream.event, occasion, alert),
} satisfies Kind

const KINDS = {
  caep,
  'caep-poll': caep,
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
  servicenow: {
    format: (message, { token }) => ({ body: serviceNowEvents(message), headers: authorization(token) }),
    most: MOST_MEMBERS,
  },
  alertmanager: {
    format: (message, { token }, now) => ({ body: alertmanagerAlerts(message, now), headers: authorization(token) }),
    most: MOST_MEMBERS,
  },
  'alertmanager-webhook': {
    format: (message, { name, token }) => ({ body: alertmanagerWebhook(message, name), headers: authorization(token) }),
    most: MOST_MEMBERS,
  },
  otlp: {
    format: (message, { token }) => ({ body: otlpLogs(message), headers: authorization(token) }),
    most: MOST_MEMBERS,
  },
  revoke: {
    format: (message) => ({ body: revocationRequest(message) }),
    most: 1,
    hears: (_, occasion, { kind }) => occasion === 'opened' && kind === 'credential',
  },
  syslog: { format: (message) => ({ body: syslogFrames(message) }), most: MOST_MEMBERS },
} satisfies Readonly<Record<EndpointType, Kind>>

/** Of how many findings a tool takes one message; one that is no more (null) of one. */
export const mostTogether = (type: EndpointType | null): number => (type === null ? 1 : KINDS[type].most)

/** Whether an endpoint is told of something at all. */
export function isHeard(endpoint: Endpoint, occasion: Occasion, alert: Alert): boolean {
  const { hears }: Kind = KINDS[endpoint.type]
  return hears === undefined || hears(endpoint, occasion, alert)
}

/** A message as an endpoint takes it, at one attempt (ms). It is signed where there is a secret. Rejects where it can't be signed. */
export async function dispatchOf(endpoint: Endpoint, message: Message, now: Millis): Promise<Dispatch> {
  const { format }: Kind = KINDS[endpoint.type]
  return dispatched(endpoint, await format(message, endpoint, now), message.id, now)
}
