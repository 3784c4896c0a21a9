import { credential, identity, owner, workload } from '../../schemas/entities.ts'
import { layOut, ownColumns, parentColumns } from './layout.ts'

/** What every row has beside its columns: its key, who issued it and for whom, its raw id, who listens, its findings, its marks. */
const WORDS = ['key', 'authority', 'id', 'listeners', 'findings', 'marks'] as const

/** A credential also has the part that its parents tell, and a workload of it to show; that part has a parent to show. */
const OF_CREDENTIALS = ['parent_part', 'workload'] as const

export type Word = (typeof WORDS)[number] | (typeof OF_CREDENTIALS)[number]

/** The shape of every row in memory, derived from the entity declaration. */
export const LAYOUTS = {
  credential: layOut(ownColumns(credential), [...WORDS, ...OF_CREDENTIALS]),
  parent_part: layOut(parentColumns(credential), ['parent']),
  workload: layOut(ownColumns(workload), WORDS),
  identity: layOut(ownColumns(identity), WORDS),
  owner: layOut(ownColumns(owner), WORDS),
} as const
