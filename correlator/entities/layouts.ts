import { credential, identity, owner, workload } from '../../schemas/entities.ts'
import { layOut, ownColumns, toldColumns } from './layout.ts'

/**
 * The words of a row before its columns: its key (four), who issued it and for whom, its raw id, who listens to it, its findings;
 * of a credential its told part, the first workload that it named, and which listener of that one is the next.
 */
export const WORD = {
  key: 0,
  authority: 4,
  id: 5,
  listeners: 6,
  findings: 7,
  told: 8,
  workload: 9,
  beside: 10,
} as const

export type Word = (typeof WORD)[keyof typeof WORD]

/** The words of a told part before its columns: the parent that is shown; of several workloads the one that is shown. */
export const TOLD_WORD = { parent: 0, workload: 1 } as const

/** The shape of every row in memory, derived from the entity declaration. Of the words each has as many as it needs. */
export const LAYOUTS = {
  credential: layOut(WORD.beside + 1, ownColumns(credential)),
  told: layOut(TOLD_WORD.workload + 1, toldColumns(credential)),
  workload: layOut(WORD.listeners + 1, ownColumns(workload)),
  identity: layOut(WORD.findings + 1, ownColumns(identity)),
  owner: layOut(WORD.id + 1, ownColumns(owner)),
} as const
