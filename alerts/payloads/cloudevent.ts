import { formatRfc3339 } from '../../schemas/time.ts'
import type { Message } from '../message.ts'
import { detectionFinding } from './ocsf.ts'

/** A finding as a CloudEvent in JSON (CloudEvents 1.0.2, structured mode), with OCSF's Detection Finding as its data. */
export function cloudEvent({ id, alert, occasion, at }: Message): object {
  return {
    specversion: '1.0',
    id,
    source: `/lifespan/${encodeURIComponent(alert.tenant)}`,
    type: `lifespan.finding.${occasion}`,
    subject: alert.id,
    time: formatRfc3339(at),
    datacontenttype: 'application/json',
    data: detectionFinding(alert, occasion, at),
  }
}
