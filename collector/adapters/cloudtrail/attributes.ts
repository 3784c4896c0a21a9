import { accountOf, roleNamed } from './arn.ts'
import { actingService, unlessPlaceholder } from './ids.ts'
import type { Record } from './record.ts'

type Attributes = { [name: string]: string }

/** `s3:GetObject`: the service as IAM's policies name it, and the call. */
export function actionOf(record: Record): string {
  return `${record.eventSource.replace(/\.amazonaws\.com(?:\.cn)?$/, '')}:${record.eventName}`
}

/** What else the record says, by allow-list; OpenTelemetry's names where there are any. */
export function attributesOf(record: Record, more: { [name: string]: string | undefined } = {}): Attributes {
  const attributes: Attributes = {}
  const say = (name: string, value: string | null | undefined) => {
    const said = unlessPlaceholder(value)
    if (said !== undefined) attributes[name] = said
  }
  say('credential.use.action', actionOf(record))
  say('credential.use.target', roleNamed(record) ?? record.resources?.[0]?.ARN)
  say('cloud.region', record.awsRegion)
  say('cloud.account.id', accountOf(record))
  say('client.address', record.sourceIPAddress)
  say('user_agent.original', record.userAgent)
  say('error.type', record.errorCode)
  say('aws.session.created', record.userIdentity?.sessionContext?.attributes?.creationDate)
  say('aws.session.ec2_role_delivery', record.userIdentity?.sessionContext?.ec2RoleDelivery)
  say('aws.invoked_by', actingService(record))
  say('aws.shared_event_id', record.sharedEventID)
  for (const [name, value] of Object.entries(more)) say(name, value)
  return attributes
}
