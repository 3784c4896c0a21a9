import { setTimeout as sleep } from 'node:timers/promises'
import type { AccountLine } from '../../log/account.ts'
import { note } from '../output.ts'
import { encodeRead, type ReadRecords } from './read-records.ts'
import type { Run } from './run-file.ts'

const WAIT_MS = 1_000
/** Whoever waits for longer is told why. */
const PATIENCE_MS = 5_000

/** Sends what was read to a running Lifespan, and returns what it came to; waits where it says to come later, or says nothing yet. */
export async function sendRead(run: Run, read: ReadRecords): Promise<readonly AccountLine[]> {
  const request = { method: 'POST', headers: { authorization: `Bearer ${run.token}` }, body: encodeRead(read) }
  const waiting = setTimeout(() => tellWaiting(run), PATIENCE_MS).unref()
  try {
    for (;;) {
      const response = await fetch(`${run.otlp}/v1/ingest`, request)
      const answer = await response.text()
      if (response.ok) return JSON.parse(answer) as AccountLine[]
      if (response.status !== 503) throw new Error(`${run.otlp} refused what was read (${response.status}): ${answer}`)
      await sleep(WAIT_MS)
    }
  } finally {
    clearTimeout(waiting)
  }
}

const told = new Set<number>()

/** Says it once, however many wait. */
function tellWaiting({ pid }: Run): void {
  if (told.has(pid)) return
  told.add(pid)
  note(`the Lifespan that runs (process ${pid}) has not stored all yet, and says why if it can't; waiting`)
}
