import { setTimeout as sleep } from 'node:timers/promises'
import { serverCode } from '../../clickhouse/server-error.ts'
import { sendNothing } from '../../log/kafka/sending.ts'
import { TOPICS } from '../../log/kafka/topics.ts'
import { askingOf, type ArchivingOptions } from './archiving.ts'
import type { Brokers } from './brokers.ts'
import { findLacks } from './gap.ts'

const AGAIN_MS = 30_000

/** Ends what goes on, once what it is at is done. */
export type End = () => Promise<void>

export interface WatchOptions extends Pick<ArchivingOptions, 'brokers' | 'client' | 'settings'> {
  /** Has what is lacking archived again. */
  readonly mend: () => Promise<void>
  readonly onTrouble: (error: Error) => void
}

/**
 * Looks again and again whether ClickHouse still has what was archived, for it may be restored from a backup while we run, and has that mended.
 * What is lacking all the same is left to the next start.
 */
export function watchArchive({ mend, onTrouble, ...archiving }: WatchOptions): End {
  let mended = '[]'
  return every(AGAIN_MS, onTrouble, async () => {
    const lacks = await findLacks(askingOf(archiving)).then((found) => JSON.stringify(found), unlessEmptied)
    if (lacks !== '[]' && lacks !== mended) await mend()
    mended = lacks
  })
}

const UNKNOWN_TABLE = 60
const UNKNOWN_DATABASE = 81

/** A server that was emptied has no tables to look into. */
function unlessEmptied(error: unknown): string {
  const code = serverCode(error)
  if (code === UNKNOWN_TABLE || code === UNKNOWN_DATABASE) return 'all'
  throw error
}

/**
 * Writes nothing to the log, over and over. While no events come findings still do, as time passes, and what was read of their topic is known to
 * nobody: so a ClickHouse that was restored lacks something of the log, whenever that was.
 */
export function keepWriting({ producer, keyId }: Brokers, onTrouble: (error: Error) => void): End {
  return every(AGAIN_MS, onTrouble, () => sendNothing(producer, keyId, [TOPICS.events]))
}

function every(pause: number, onTrouble: (error: Error) => void, work: () => Promise<void>): End {
  const ending = new AbortController()
  const going = async () => {
    for (;;) {
      await sleep(pause, undefined, { signal: ending.signal }).catch(() => undefined)
      if (ending.signal.aborted) return
      await work().catch(onTrouble)
    }
  }
  const gone = going()
  return async () => {
    ending.abort()
    await gone
  }
}
