import type { Allowed } from './delivery/addresses.ts'
import { signatureHeaders } from './delivery/signature.ts'
import type { Dispatch, Message } from './message.ts'
import { detectionFinding } from './payloads/ocsf.ts'
import { pagerDutyEvent } from './payloads/pagerduty.ts'
import { slackMessage } from './payloads/slack.ts'

/** Somebody's tool, and how it takes findings. */
export interface Endpoint {
  readonly name: string
  readonly type: 'webhook' | 'slack' | 'pagerduty'
  readonly url: string
  /** Of a webhook: under which it is signed; several while one is replaced. */
  readonly secrets: readonly string[]
  /** Of PagerDuty: the integration's key. */
  readonly routingKey: string
  /** Addresses that may be reached beside those of the world. */
  readonly allowed: Allowed
}

/** A message as an endpoint takes it, at one attempt (ms). */
export function dispatchOf({ type, url, secrets, routingKey }: Endpoint, message: Message, now: number): Dispatch {
  const body = JSON.stringify(bodyOf(type, message, routingKey))
  const signed = type === 'webhook' ? signatureHeaders(message.id, new Date(now), body, secrets) : {}
  return { url, headers: { 'content-type': 'application/json', 'user-agent': 'lifespan', ...signed }, body }
}

function bodyOf(type: Endpoint['type'], { alert, occasion, at }: Message, routingKey: string): object {
  if (type === 'slack') return slackMessage(alert, occasion)
  if (type === 'pagerduty') return pagerDutyEvent(alert, occasion, routingKey)
  return detectionFinding(alert, occasion, at)
}
