import { PUBLISHED_BYTES } from '../../../../correlator/engine/published.ts'
import { FEWEST_TIMERS, TIMER_BYTES } from '../../../../correlator/engine/timers.ts'
import { authorityBytes } from '../../../../correlator/entities/authorities.ts'
import { LAYOUTS } from '../../../../correlator/entities/layouts.ts'
import { LINK_BYTES } from '../../../../correlator/entities/links.ts'
import { PAGE_ROWS } from '../../../../correlator/entities/pages.ts'
import { INDEX_BYTES, INDEXED_BYTES } from '../../../../correlator/entities/slot-index.ts'
import { EPISODE_BYTES, EPISODES_BYTES } from '../../../../correlator/entities/state.ts'
import { CHUNK, LONGEST, MOST_WORDS, WORD_BYTES } from '../../../../correlator/entities/texts.ts'
import { TIMELINE_BYTES } from '../../../../correlator/entities/timelines.ts'
import { RULES } from '../../../../correlator/rules/index.ts'
import { TIMELINE_LENGTH } from '../../../../schemas/entities.ts'
import type { SubjectKind } from '../../../../schemas/findings.ts'
import type { Named } from './named.ts'

/** Of each rule that judges a row: what was published, and two timers, of which one may have been left behind. */
const judged = (kind: SubjectKind) => RULES.filter(({ on }) => on === kind).length * (PUBLISHED_BYTES + 2 * TIMER_BYTES)

/** Each owner of a timeline may come and go within it. */
const EPISODES = EPISODES_BYTES + EPISODE_BYTES * TIMELINE_LENGTH * (TIMELINE_LENGTH / 2 + 1)

/** What one of each takes at most, in bytes, beside its raw id and who issued it. */
export const MOST_BYTES = {
  credential: LAYOUTS.credential.bytes + INDEXED_BYTES + LAYOUTS.told.bytes + judged('credential'),
  workload: LAYOUTS.workload.bytes + INDEXED_BYTES,
  identity: LAYOUTS.identity.bytes + INDEXED_BYTES + TIMELINE_BYTES + EPISODES + judged('identity'),
  owner: LAYOUTS.owner.bytes + INDEXED_BYTES + TIMELINE_BYTES,
  link: LINK_BYTES + INDEXED_BYTES,
} as const

/** A page of everything, six indexes, a chunk of ids, some timers and words: what there is before anything is known, or soon after. */
export const FIXED_BYTES =
  PAGE_ROWS *
    (Object.values(LAYOUTS).reduce((bytes, layout) => bytes + layout.bytes, 0) +
      2 * LINK_BYTES +
      TIMELINE_BYTES +
      PUBLISHED_BYTES) +
  6 * INDEX_BYTES +
  CHUNK +
  FEWEST_TIMERS * TIMER_BYTES +
  MOST_WORDS * WORD_BYTES +
  authorityBytes({ tenant: '', issuer: '' })

/** The bytes that an engine may hold of all that was named. */
export function mostBytes({ counts, ids, longest, authorities }: Named): number {
  const rows = Object.entries(MOST_BYTES).map(([name, bytes]) => counts[name as keyof typeof MOST_BYTES] * bytes)
  // An id that does not fit into the rest of a chunk leaves it empty.
  const chunks = Math.ceil(ids / (CHUNK - Math.min(longest, LONGEST + 3)))
  return FIXED_BYTES + rows.reduce((sum, bytes) => sum + bytes, 0) + chunks * CHUNK + authorities
}
