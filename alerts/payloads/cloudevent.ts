import { formatRfc3339 } from '../../schemas/time.ts'
import type { Message } from '../message.ts'
import { incidentFinding } from './incident.ts'
import { detectionFinding } from './ocsf.ts'

/** A finding as a CloudEvent in JSON (CloudEvents 1.0.2, structured mode), with OCSF's Detection Finding as its data; of a group its Incident Finding. */
export function cloudEvent({ id, alert, occasion, group, at }: Message): object {
  const isOne = group === null
  return {
    specversion: '1.0',
    id,
    source: `/lifespan/${encodeURIComponent(alert.tenant.toWellFormed())}`,
    type: isOne ? `lifespan.finding.${occasion}` : 'lifespan.findings',
    subject: isOne ? alert.id : group.id,
    time: formatRfc3339(at),
    datacontenttype: 'application/json',
    data: isOne ? detectionFinding(alert, occasion, at) : incidentFinding(group, alert, at),
  }
}
