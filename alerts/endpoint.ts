import type { Allowed } from './delivery/addresses.ts'
import { signatureHeaders } from './delivery/signature.ts'
import type { Dispatch, Message } from './message.ts'
import { cloudEvent } from './payloads/cloudevent.ts'
import { detectionFinding } from './payloads/ocsf.ts'
import { opsgenieRequest } from './payloads/opsgenie.ts'
import { pagerDutyEvent } from './payloads/pagerduty.ts'
import { slackMessage } from './payloads/slack.ts'
import { splunkEvent } from './payloads/splunk.ts'
import { teamsMessage } from './payloads/teams.ts'

/** Somebody's tool, and how it takes findings. */
export interface Endpoint {
  readonly name: string
  readonly type: EndpointType
  readonly url: string
  /** Of a webhook and of CloudEvents: under which it is signed; several while one is replaced. */
  readonly secrets: readonly string[]
  /** Of those that ask who comes: what is shown to them. */
  readonly token: string
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

const FORMATS = {
  webhook: ({ alert, occasion, at }) => ({ body: detectionFinding(alert, occasion, at) }),
  cloudevents: (message) => ({
    body: cloudEvent(message),
    headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' },
  }),
  slack: ({ alert, occasion }) => ({ body: slackMessage(alert, occasion) }),
  teams: ({ alert, occasion }) => ({ body: teamsMessage(alert, occasion) }),
  pagerduty: ({ alert, occasion }, { token }) => ({ body: pagerDutyEvent(alert, occasion, token) }),
  opsgenie: ({ alert, occasion }, { token }) => ({
    ...opsgenieRequest(alert, occasion),
    headers: { authorization: `GenieKey ${token}` },
  }),
  splunk: (message, { token }) => ({ body: splunkEvent(message), headers: { authorization: `Splunk ${token}` } }),
} satisfies Readonly<Record<string, Format>>

export type EndpointType = keyof typeof FORMATS

/** A message as an endpoint takes it, at one attempt (ms). It is signed where there is a secret. */
export function dispatchOf(endpoint: Endpoint, message: Message, now: number): Dispatch {
  const format: Format = FORMATS[endpoint.type]
  const { body: content, headers = {}, path = '' } = format(message, endpoint)
  const body = typeof content === 'string' ? content : JSON.stringify(content)
  const { secrets } = endpoint
  const signed = secrets.length === 0 ? {} : signatureHeaders(message.id, new Date(now), body, secrets)
  const own = { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'lifespan' }
  return { url: `${endpoint.url}${path}`, headers: { ...own, ...headers, ...signed }, body }
}
