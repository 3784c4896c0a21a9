import type { RecordOutcome } from '../translated.ts'
import { assignmentEvents, presenceEvents } from './events.ts'
import { createMatcher } from './matching.ts'
import type { OwnersFile } from './owners-file.ts'

/** Gives what a file says about identities as they appear. */
export interface OwnersFeed {
  /**
   * What is new: all about people the first time, and the assignments of identities not asked for before. What was given counts as
   * covered: whoever can't submit it keeps it and submits it again.
   */
  for(identities: Iterable<string>): RecordOutcome[]
}

/** A feed of a file from its beginning. Another run gives the same facts under the same ids, which does no harm. */
export function createOwnersFeed(file: OwnersFile): OwnersFeed {
  const matcher = createMatcher(file)
  const covered = new Set<string>()
  let people: readonly RecordOutcome[] = presenceEvents(file)
  return {
    for(identities) {
      const fresh = [...new Set(identities)].filter((identity) => !covered.has(identity))
      for (const identity of fresh) covered.add(identity)
      const records = [...people, ...assignmentEvents(matcher, fresh)]
      people = []
      return records
    },
  }
}
