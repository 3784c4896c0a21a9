import type { LifecycleEvent } from '../../schemas/events.ts'
import { toNanos } from '../../schemas/time.ts'
import type { RecordOutcome } from '../translated.ts'
import { createMatcher, type Matcher } from './matching.ts'
import type { Assignment, OwnersFile } from './owners-file.ts'
import { tiesAmong, TIE_WARNING } from './ties.ts'

/**
 * What the file says, as facts for the intake: who came and went, and one assignment for each entry and identity that match. Ids follow
 * from what is said alone: the same fact of a changed file, of another run or of another entry is the same event.
 */
export function ownerEvents(file: OwnersFile, identities: Iterable<string>): RecordOutcome[] {
  return [...presenceEvents(file), ...assignmentEvents(createMatcher(file), identities)]
}

/** Who departed and who returned. */
export function presenceEvents({ people }: OwnersFile): RecordOutcome[] {
  return people.map(({ owner, change, at }) =>
    recordOf(['owners', change, owner, String(at)], {
      type: `owner.${change}`,
      outcome: 'ok',
      time: toNanos(at),
      owner_id: owner,
    }),
  )
}

/** Who answers for these identities, each assignment once. */
export function assignmentEvents(matcher: Matcher, identities: Iterable<string>): RecordOutcome[] {
  return [...new Set(identities)].flatMap((identity) => {
    const assignments = matcher(identity)
    const tied = new Set(tiesAmong(assignments).flat())
    const records = assignments.map((assignment) => assignedRecord(identity, assignment, tied.has(assignment)))
    return [...new Map(records)].map(([, record]) => record)
  })
}

function assignedRecord(identity: string, said: Assignment, tied: boolean): [id: string, record: RecordOutcome] {
  const { owner, kind, from, until } = said
  const id = ['owners', 'assigned', identity, owner, String(from), until === null ? '' : String(until)]
  const event: LifecycleEvent = {
    type: 'owner.assigned',
    outcome: 'ok',
    time: toNanos(from),
    identity,
    owner_id: owner,
    owner_kind: kind,
    ...(until !== null && { owner_until: until }),
  }
  return [JSON.stringify(id), recordOf(id, event, tied ? [TIE_WARNING] : [])]
}

function recordOf(id: readonly string[], event: LifecycleEvent, warnings: readonly string[] = []): RecordOutcome {
  const value = { id, events: [event] }
  return { outcome: { kind: 'accepted', value, ...(warnings.length > 0 && { warnings }) } }
}
