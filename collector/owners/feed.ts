import type { LifecycleEvent } from '../../schemas/events.ts'
import { accepted } from '../../schemas/outcome.ts'
import { toNanos, type Millis } from '../../schemas/time.ts'
import type { RecordOutcome } from '../translated.ts'
import { Patterns } from './patterns.ts'
import type { Assignment, OwnersFile, Presence } from './owners-file.ts'
import { Ties, type Tie } from './ties.ts'

/** The source of what an owners file says. */
export const OWNERS_SOURCE = 'owners'

/** What an owners file says of identities, as they become known. */
export interface OwnersFeed {
  /** Who left and who came back: to be logged once. */
  readonly people: readonly RecordOutcome[]
  /** The assignments of identities that were not asked for before. */
  assignmentsOf(identities: Iterable<string>): readonly RecordOutcome[]
  /** Lines that assign several owners at one moment, found since this was last asked. */
  takeTies(): readonly Tie[]
}

/** Makes the events of a file. The same line is the same event, whoever reads it and however often. */
export function createOwnersFeed(file: OwnersFile): OwnersFeed {
  const covered = new Set<string>()
  const ties = new Ties(file.owners)
  const patterns = new Patterns(file.owners.map(({ match }) => match))
  return {
    people: file.people.flatMap(presenceRecords),
    assignmentsOf(identities) {
      const records: RecordOutcome[] = []
      for (const identity of identities) {
        if (identity === '' || covered.has(identity)) continue
        covered.add(identity)
        const lines = patterns.matching(identity).map((n) => file.owners[n]!)
        ties.look(identity, lines)
        records.push(...lines.map((line) => assignmentRecord(line, identity)))
      }
      return records
    },
    takeTies: () => ties.take(),
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
  const record = (type: 'owner.departed' | 'owner.returned', at: Millis): RecordOutcome => {
    const event: LifecycleEvent = { type, outcome: 'ok', time: toNanos(at), owner_id: owner }
    return { outcome: accepted({ id: [type, owner, String(at)], events: [event] }) }
  }
  return [...departed.map((at) => record('owner.departed', at)), ...returned.map((at) => record('owner.returned', at))]
}
