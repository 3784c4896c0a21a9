import type { Notices } from '../../alerts/io/notices.ts'
import type { ClickHouse } from '../../clickhouse/client.ts'
import { encodeNotices } from './encode-notices.ts'

/** Few inserts, and soon enough for whoever asks how others react. */
const PAUSE_MS = 5_000
/** Read and marked on the event loop, a few milliseconds. */
const AT_ONCE = 1_000

/**
 * Writes to ClickHouse what was sent, every few seconds, until it is stopped. What ClickHouse does not take stays in the outbox and is tried again: it is
 * written at least once, and stands once where it is read with `FINAL`. A stop waits for nobody: what is under way is written again at the next start.
 */
export function noteIn(
  client: ClickHouse,
  notices: Notices,
  onTrouble: (error: Error) => void,
  pause = PAUSE_MS,
): () => void {
  const stopping = new AbortController()
  const { signal } = stopping
  let timer: NodeJS.Timeout | undefined
  const turn = async () => {
    try {
      await noteAll(client, notices, signal)
    } catch (error) {
      if (!signal.aborted) onTrouble(troubleOf(error as Error))
    }
    if (!signal.aborted) timer = setTimeout(() => void turn(), pause)
  }
  void turn()
  return () => {
    stopping.abort()
    clearTimeout(timer)
  }
}

async function noteAll(client: ClickHouse, notices: Notices, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const some = notices.next(AT_ONCE)
    if (some.length === 0) return
    const { columns, block } = encodeNotices(some)
    await client.insertNative('lifespan.notifications', columns, block)
    notices.noted(some)
  }
}

const troubleOf = ({ message }: Error) =>
  new Error(`alerts: what was sent can't be noted yet (${message}); alerts go on`)
