import { fieldsOf } from '../fields.ts'

/**
 * The record itself, where an API's answer (LookupEvents) or a bus (EventBridge) carries it whole: the same record by
 * whichever way is the same event.
 */
export function unwrapped(record: unknown): unknown {
  const fields = fieldsOf(record)
  if (fields === null) return record
  if (typeof fields['CloudTrailEvent'] === 'string') return parsed(fields['CloudTrailEvent'])
  const type = fields['detail-type']
  return typeof type === 'string' && type.endsWith('via CloudTrail') ? fields['detail'] : record
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
