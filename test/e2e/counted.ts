import type { Run } from '../../cli/system/run-file.ts'
import { ask } from './asking.ts'

/** What was counted: records by outcome, and by outcome and reason. */
export type Counts = Readonly<Record<string, number>>

const OUTCOMES = `SELECT concat(outcome, if(ifNull(reason, '') = '', '', concat(': ', reason))) AS what, sum(records) AS records
FROM analyst.account GROUP BY what FORMAT TSV`

async function counts(run: Run): Promise<Map<string, number>> {
  const { ok, text } = await ask(run, OUTCOMES)
  if (!ok) throw new Error(text)
  const lines = text.split('\n').filter((line) => line !== '')
  return new Map(lines.map((line) => line.split('\t')).map(([what, records]) => [what!, Number(records)]))
}

/** What was counted while something was done. */
export async function counted(run: Run, work: () => Promise<void>): Promise<Counts> {
  const before = await counts(run)
  await work()
  const after = [...(await counts(run))]
  const more = after.map(([what, records]) => [what, records - (before.get(what) ?? 0)] as const)
  return Object.fromEntries(more.filter(([, records]) => records > 0))
}
