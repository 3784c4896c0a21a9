import type { Session } from './session.ts'

/** Findings as a block in ClickHouse's Native format, with the names of its columns: those of `lifespan.findings`, or some. */
export interface JudgedBlock {
  readonly columns: readonly string[]
  readonly block: Uint8Array
}

const STORED = 'SELECT * REPLACE (toString(id) AS id) FROM lifespan.findings FINAL WHERE retracted = 0'

/** Keeps the findings that stand as the temporary table `standing`: those that are stored, or others. */
export async function keepStanding(session: Session, others: readonly JudgedBlock[] | null): Promise<void> {
  await session.keep('standing', others === null ? STORED : `${STORED} LIMIT 0`)
  for (const { columns, block } of others ?? []) await session.add('standing', columns, block)
}
