import type { LifecycleEvent } from '../../schemas/events.ts'
import { accepted } from '../../schemas/outcome.ts'
import { toNanos, type Millis } from '../../schemas/time.ts'
import type { RecordOutcome } from '../translated.ts'
import { Patterns } from './patterns.ts'
import type { Assignment, OwnersFile, Presence } from './owners-file.ts'

/** The source of what an owners file says. */
export const OWNERS_SOURCE = 'owners'

/** What an owners file says of identities, as they become known. */
export interface OwnersFeed {
  /** Who left and who came back: to be logged once. */
  readonly people: readonly RecordOutcome[]
  /** The assignments of identities that were not asked for before. */
  assignmentsOf(identities: Iterable<string>): readonly RecordOutcome[]
}

/** Makes the events of a file. The same line is the same event, whoever reads it and however often. */
export function createOwnersFeed(file: OwnersFile): OwnersFeed {
  const covered = new Set<string>()
  const patterns = new Patterns(file.owners.map(({ match }) => match))
  return {
    people: file.people.flatMap(presenceRecords),
    assignmentsOf(identities) {
      const records: RecordOutcome[] = []
      for (const identity of identities) {
        if (identity === '' || covered.has(identity)) continue
        covered.add(identity)
        for (const n of patterns.matching(identity)) records.push(assignmentRecord(file.owners[n]!, identity))
      }
      return records
    },
  }
}

function assignmentRecord({ owner, kind, from, until }: Assignment, identity: string): RecordOutcome {
  const event: LifecycleEvent = {
    type: 'owner.assigned',
    outcome: 'ok',
    time: toNanos(from),
    identity,
    owner_id: owner,
    owner_kind: kind,
    ...(until === null ? {} : { owner_until: until }),
  }
  return {
    outcome: accepted({ id: ['assigned', identity, owner, kind, String(from), String(until)], events: [event] }),
  }
}

function presenceRecords({ owner, departed, returned }: Presence): RecordOutcome[] {
  const record = (type: 'owner.departed' | 'owner.returned', at: Millis | null): RecordOutcome[] =>
    at === null
      ? []
      : [
          {
            outcome: accepted({
              id: [type, owner, String(at)],
              events: [{ type, outcome: 'ok', time: toNanos(at), owner_id: owner }],
            }),
          },
        ]
  return [...record('owner.departed', departed), ...record('owner.returned', returned)]
}
