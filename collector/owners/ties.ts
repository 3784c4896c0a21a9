import { formatRfc3339 } from '../../schemas/time.ts'
import { createMatcher } from './matching.ts'
import type { Assignment, OwnersFile } from './owners-file.ts'
import { shown } from './problems.ts'

/** Counted at each assignment that another owner's of the same moment rivals. */
export const TIE_WARNING = 'several owners from one moment: which one stands is arbitrary'

/** Assignments of one identity that begin at one moment and name several owners. */
export function tiesAmong(assignments: readonly Assignment[]): readonly (readonly Assignment[])[] {
  if (assignments.length < 2) return []
  const moments = Map.groupBy(assignments, ({ from }) => from)
  return [...moments.values()].filter((rivals) => rivals.some(({ owner }) => owner !== rivals[0]!.owner))
}

/** Where the file leaves open who stands, for whoever wrote it: each set of rivals once, with the first identity it concerns. */
export function describeTies(file: OwnersFile, identities: Iterable<string>): string[] {
  const matcher = createMatcher(file)
  const found = new Map<string, { readonly identity: string; readonly rivals: readonly Assignment[]; count: number }>()
  for (const identity of new Set(identities))
    for (const rivals of tiesAmong(matcher(identity))) {
      const lines = rivals.map(({ line }) => line).join(',')
      const before = found.get(lines)
      if (before === undefined) found.set(lines, { identity, rivals, count: 1 })
      else before.count += 1
    }
  return [...found.values()].map(({ identity, rivals, count }) => `${file.file}: ${described(identity, rivals, count)}`)
}

function described(identity: string, rivals: readonly Assignment[], count: number): string {
  const claims = rivals.map(({ owner, line }) => `${shown(owner)} (line ${line})`).join(' and ')
  const more = count > 1 ? ` and ${count - 1} more` : ''
  const from = formatRfc3339(rivals[0]!.from)
  return `${claims} both own ${shown(identity)}${more} from ${from}: give the one that shall stand a later \`from\``
}
