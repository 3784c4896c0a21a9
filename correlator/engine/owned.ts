import { cellOf } from '../entities/layout.ts'
import { LAYOUTS } from '../entities/layouts.ts'
import type { State } from '../entities/state.ts'
import { OWNED_ANEW } from '../entities/table.ts'
import type { Wakes } from './wakes.ts'

const IDENTITY = cellOf(LAYOUTS.credential, 'identity', 'flat').at
const OWNERS = cellOf(LAYOUTS.identity, 'owners', 'timeline').at

/**
 * Wakes the credentials of identities whose owners, or whose owners' presence, changed. Ownership is broadcast, changes rarely and
 * concerns many: one pass over the rows a batch that has any costs less than an index that every credential pays for.
 */
export function wakeOwned(state: State, wakes: Wakes): void {
  const { ownedAnew } = wakes
  if (ownedAnew.identity.length === 0 && ownedAnew.owner.length === 0) return
  if (ownedAnew.owner.length > 0) markOwnedBy(state, new Set(ownedAnew.owner), ownedAnew.identity)
  for (const identity of ownedAnew.identity) state.episodes.delete(identity)
  const { rows, count } = state.credential
  const changed = new Set(ownedAnew.identity)
  for (let row = 1; row <= count; row++) {
    const { words } = rows.page(row)
    const at = rows.words(row) + IDENTITY
    if (words[at] !== 0 && (changed.has(words[at]!) || changed.has(words[at + 1]!))) wakes.wait('credential', row)
  }
  for (const row of ownedAnew.identity.splice(0)) state.identity.unmark(row, OWNED_ANEW)
  for (const row of ownedAnew.owner.splice(0)) state.owner.unmark(row, OWNED_ANEW)
}

/** Adds the identities that any of these owners has ever been assigned to. */
function markOwnedBy(state: State, owners: ReadonlySet<number>, identities: number[]): void {
  const { rows, count } = state.identity
  for (let row = 1; row <= count; row++) {
    const timeline = rows.page(row).words[rows.words(row) + OWNERS]!
    const concerned = state.timelines.entries(timeline).some(({ ref }) => owners.has(ref))
    if (concerned && state.identity.mark(row, OWNED_ANEW)) identities.push(row)
  }
}
