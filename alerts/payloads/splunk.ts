import type { Message } from '../message.ts'
import { incidentFinding } from './incident.ts'
import { detectionFinding } from './ocsf.ts'

/** An event of Splunk's HTTP Event Collector (`/services/collector/event`): OCSF's Detection Finding, with its id for who counts twice. */
export function splunkEvent({ id, alert, occasion, group, at }: Message): object {
  return {
    time: at / 1_000,
    source: 'lifespan',
    sourcetype: 'lifespan:finding',
    fields: { message_id: id, finding: group?.id ?? alert.id, rule: alert.rule, severity: alert.severity },
    event: group === null ? detectionFinding(alert, occasion, at) : incidentFinding(group, alert, at),
  }
}
