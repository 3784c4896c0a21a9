import type { Assignment, OwnersFile } from './owners-file.ts'
import { Patterns } from './patterns.ts'

/** The assignments of an identity, in the file's order. */
export type Matcher = (identity: string) => readonly Assignment[]

/** Finds the entries that match an identity; none matches the empty one, which is nobody. */
export function createMatcher({ assignments }: OwnersFile): Matcher {
  const patterns = new Patterns(assignments.map(({ match }) => match))
  return (identity) => (identity === '' ? [] : patterns.matching(identity).map((n) => assignments[n]!))
}
