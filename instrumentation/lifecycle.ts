import { safely } from './safely.ts'
import type { EndReason } from './vocabulary.ts'
import { workload, type Beginning } from './workloads.ts'

/** How what was told gets out, while there is still a while and when there is none. */
export interface Ways {
  /** Resolves when it is delivered, or could not be. */
  readonly flush: () => Promise<void>
  /** The same without a turn of the event loop, waiting no longer than so many ms; says whether that can be done. */
  readonly flushNow: (patience: number) => boolean
  /** For how long the end of the process may be put off, ms. */
  readonly patience: number
}

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
/** At it many services read their configuration anew, and go on. */
const RELOAD = 'SIGHUP'

/**
 * Tells that this process began, as an instance of a workload, and how it ends: at a signal, when nothing is left to be done, by an error that nobody
 * catches, and at `process.exit()`. What a signal or an error does is what it would do without. Returns what ends that, for who ends by itself.
 */
export function followProcess(instance: Beginning, ways: Ways): () => void {
  const { id, kind, identity } = instance
  let hasEnded = false
  let isCancelled = false
  const end = (reason: EndReason) => {
    if (hasEnded) return
    hasEnded = true
    workload.ended({ id, kind, identity, reason })
  }
  const last = (reason: EndReason) => {
    end(reason)
    safely(() => {
      if (!ways.flushNow(ways.patience)) void inTime(ways.flush(), ways.patience)
    })
  }
  const handled = (signal: NodeJS.Signals) => {
    if (signal !== RELOAD) isCancelled = true
  }
  const stops = SIGNALS.map((signal) => onSignal(signal, { ended: () => end('cancelled'), handled }, ways))
  const asAsked = (reason: EndReason) => (isCancelled ? 'cancelled' : reason)
  const drained = () => {
    if (hasEnded) return
    end(asAsked('completed'))
    void deliver(ways)
  }
  const failed = () => {
    // Where somebody catches all errors the process goes on.
    if (process.listenerCount('uncaughtException') === 0) last('crashed')
  }
  const exited = (code: number) => last(asAsked(code === 0 ? 'completed' : 'failed'))
  process.on('beforeExit', drained).on('uncaughtExceptionMonitor', failed).on('exit', exited)
  workload.started(instance, { at: performance.timeOrigin })
  return () => {
    end('completed')
    for (const stop of stops) stop()
    process.off('beforeExit', drained).off('uncaughtExceptionMonitor', failed).off('exit', exited)
  }
}

/** While promises are still kept: what is under way gets half of the time, what is left then is delivered by whatever way there is. */
async function deliver({ flush, flushNow, patience }: Ways): Promise<void> {
  await inTime(flush(), patience / 2)
  if (!flushNow(patience / 2)) await inTime(flush(), patience / 2)
}

interface Heard {
  readonly ended: () => void
  readonly handled: (signal: NodeJS.Signals) => void
}

/** Lets a signal do what it does: where nobody else listens, it ends the process; where somebody does, that one ends it, or does not. */
function onSignal(signal: NodeJS.Signals, { ended, handled }: Heard, { flush, patience }: Ways): () => void {
  const heard = () => {
    if (process.listenerCount(signal) > 1) return handled(signal)
    ended()
    void inTime(flush(), patience).finally(() => {
      process.off(signal, heard)
      process.kill(process.pid, signal)
    })
  }
  process.on(signal, heard)
  return () => void process.off(signal, heard)
}

/** Waits for it, and no longer than is allowed. */
export async function inTime(work: Promise<void>, patience: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<void>((resolve) => (timer = setTimeout(resolve, patience)))
  await Promise.race([work, over])
  clearTimeout(timer)
}
