import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AccountLine } from '../../log/account.ts'
import { note } from '../output.ts'
import { NAME_HEADER, NOT_YET } from './ingest-route.ts'
import { encodeRead, type ReadRecords } from './read-records.ts'
import type { Run } from './run-file.ts'

const WAIT_MS = 1_000
/** Whoever waits for longer is told. */
const PATIENCE_MS = 5_000

/** Sends what was read to a running Lifespan, and returns what it came to; waits where it says to come later, or says nothing yet. */
export async function sendRead(run: Run, read: ReadRecords): Promise<readonly AccountLine[]> {
  const headers = { authorization: `Bearer ${run.token}`, [NAME_HEADER]: randomUUID() }
  const request = { method: 'POST', headers, body: encodeRead(read) }
  const waiting = setTimeout(() => tellWaiting(run, NOT_YET), PATIENCE_MS).unref()
  try {
    for (;;) {
      const { ok, status, text } = await post(run, request)
      if (ok) return JSON.parse(text) as AccountLine[]
      if (status !== 503) throw new Error(`${run.otlp} refused what was read (${status}): ${text}`)
      tellWaiting(run, messageIn(text))
      await sleep(WAIT_MS)
    }
  } finally {
    clearTimeout(waiting)
  }
}

async function post({ otlp, pid }: Run, request: RequestInit) {
  try {
    const response = await fetch(`${otlp}/v1/ingest`, request)
    return { ok: response.ok, status: response.status, text: await response.text() }
  } catch (cause) {
    const { message } = ((cause as Error).cause ?? cause) as Error
    const what = `the Lifespan that runs (process ${pid}) no longer answers at ${otlp} (${message})`
    throw new Error(
      `${what}: see what it said, start it again, and ingest the same once more: nothing is found twice`,
      { cause },
    )
  }
}

function messageIn(text: string): string {
  try {
    return (JSON.parse(text) as { message: string }).message
  } catch {
    return text.slice(0, 200)
  }
}

const told = new Set<string>()

/** Says each reason once, however many wait: tables and numbers in it differ from one try to the next. */
function tellWaiting({ pid }: Run, why: string): void {
  const reason = why.replace(/^insert into [\w.]+: /, '').replace(/; whether it was stored is unknown.*$/, '')
  const alike = `${pid} ${reason.replaceAll(/\d+/g, '')}`
  if (told.has(alike)) return
  told.add(alike)
  note(`waiting for the Lifespan that runs (process ${pid}): ${reason}`)
}
