import { setTimeout as sleep } from 'node:timers/promises'
import type { AccountLine } from '../../log/account.ts'
import { encodeRead, type ReadRecords } from './read-records.ts'
import type { Run } from './run-file.ts'

const TRIES = 30
const WAIT_MS = 1_000

/** Sends what was read to a running Lifespan, and returns what it came to; waits where it says to come later. */
export async function sendRead(run: Run, read: ReadRecords): Promise<readonly AccountLine[]> {
  const request = { method: 'POST', headers: { authorization: `Bearer ${run.token}` }, body: encodeRead(read) }
  for (let tries = 1; ; tries++) {
    const response = await fetch(`${run.otlp}/v1/ingest`, request)
    const answer = await response.text()
    if (response.ok) return JSON.parse(answer) as AccountLine[]
    if (response.status !== 503 || tries >= TRIES)
      throw new Error(`${run.otlp} refused what was read (${response.status}): ${answer}`)
    await sleep(WAIT_MS)
  }
}
