import type { LifecycleEvent } from '../../schemas/events.ts'
import { accepted } from '../../schemas/outcome.ts'
import type { Assignment, OwnersFile, Presence } from '../../schemas/owners-file.ts'
import { toNanos, type Millis } from '../../schemas/time.ts'
import type { RecordOutcome } from '../translated.ts'
import { Patterns } from './patterns.ts'
import { Ties, type Tie } from './ties.ts'

/** The source of what an owners file says. */
export const OWNERS_SOURCE = 'owners'

/** What an owners file says of identities, as they become known. */
export interface OwnersFeed {
  readonly file: OwnersFile
  /** Who left and who came back: to be logged once. */
  readonly people: readonly RecordOutcome[]
  /** The assignments of identities that were not asked for before. */
  assignmentsOf(identities: Iterable<string>): readonly RecordOutcome[]
  /** The identities that were asked for. */
  readonly covered: ReadonlySet<string>
  /** Lines that assign several owners at one moment, found since this was last asked. */
  takeTies(): readonly Tie[]
}

/**
 * Makes the events of a file. The same line is the same event, whoever reads it and however often; of a file that takes the place of
 * another, what the other one has said is not said again.
 */
export function createOwnersFeed(file: OwnersFile, before?: OwnersFeed): OwnersFeed {
  const covered = new Set<string>()
  const ties = new Ties(file.owners)
  const patterns = new Patterns(file.owners.map(({ match }) => match))
  const said = new Set(before?.file.owners.map(lineText))
  const saidOfPeople = new Set(before?.file.people.flatMap(moments).map(String))
  const isSaid = (line: Assignment, identity: string) => said.has(lineText(line)) && before!.covered.has(identity)
  return {
    file,
    covered,
    people: file.people
      .flatMap(moments)
      .filter((moment) => !saidOfPeople.has(String(moment)))
      .map(presenceRecord),
    assignmentsOf(identities) {
      const records: RecordOutcome[] = []
      for (const identity of identities) {
        if (identity === '' || covered.has(identity)) continue
        covered.add(identity)
        const lines = patterns.matching(identity).map((n) => file.owners[n]!)
        ties.look(identity, lines)
        const news = lines.filter((line) => !isSaid(line, identity))
        records.push(...news.map((line) => assignmentRecord(line, identity)))
      }
      return records
    },
    takeTies: () => ties.take(),
  }
}

/** What tells a line from all others. */
const lineText = ({ match, owner, kind, from, until }: Assignment) => JSON.stringify([match, owner, kind, from, until])

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

type Moment = readonly [type: 'owner.departed' | 'owner.returned', owner: string, at: Millis]

function moments({ owner, departed, returned }: Presence): readonly Moment[] {
  const gone = departed.map((at) => ['owner.departed', owner, at] as const)
  return [...gone, ...returned.map((at) => ['owner.returned', owner, at] as const)]
}

function presenceRecord([type, owner, at]: Moment): RecordOutcome {
  const event: LifecycleEvent = { type, outcome: 'ok', time: toNanos(at), owner_id: owner }
  return { outcome: accepted({ id: [type, owner, String(at)], events: [event] }) }
}
