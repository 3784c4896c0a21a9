import { EVENT_NAME_ATTRIBUTES } from '../../schemas/vocabulary.ts'
import type { EventType } from '../../schemas/events.ts'
import type { Attributes } from './attributes.ts'
import { eventNamed } from './carrier.ts'

/** The event that a log record without `event_name` tells, by its own attributes. */
export function attributeType(attributes: Attributes): EventType | null {
  for (const name of EVENT_NAME_ATTRIBUTES) {
    const value = attributes.own(name)
    if (typeof value === 'string' && value !== '') return eventNamed(value)
  }
  return null
}
