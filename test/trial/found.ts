import { setTimeout as sleep } from 'node:timers/promises'
import { findingsOf } from '../e2e/asking.ts'

const PATIENCE_MS = 15_000
const WANTED = 'L01 L02'

/** Says what is found of a credential that somebody told of, once all is there that is waited for; what is missing fails the trial. */
export async function expectFound(data: string, subject: string, how: string): Promise<void> {
  const found = await rulesOf(data, subject)
  console.log(`${how}: ${found || 'nothing'} found`)
  if (found !== WANTED) process.exitCode = 1
}

async function rulesOf(data: string, subject: string): Promise<string> {
  for (const end = Date.now() + PATIENCE_MS; ; await sleep(500)) {
    const found = await findingsOf(data)
    const rules = found.filter((finding) => finding.subject.id === subject).map(({ rule }) => rule)
    const said = rules.sort().join(' ')
    if (said === WANTED || Date.now() >= end) return said
  }
}
