import type { Message } from '../message.ts'
import { detectionFinding } from './ocsf.ts'

/** An event of Splunk's HTTP Event Collector (`/services/collector/event`): OCSF's Detection Finding, with its id for who counts twice. */
export function splunkEvent({ id, alert, occasion, at }: Message): object {
  return {
    time: at / 1_000,
    source: 'lifespan',
    sourcetype: 'lifespan:finding',
    fields: { message_id: id, finding: alert.id, rule: alert.rule, severity: alert.severity },
    event: detectionFinding(alert, occasion, at),
  }
}
