import { safely } from './safely.ts'
import { shared } from './shared.ts'
import type { EndReason } from './vocabulary.ts'
import { workload, type Beginning } from './workloads.ts'

/** How what was told gets out, while there is still a while and when there is none. */
export interface Pipeline {
  /** Resolves when it is delivered, or could not be. */
  readonly flush: () => Promise<void>
  /** The same without a turn of the event loop, waiting no longer than so many ms; says whether that can be done. */
  readonly flushNow: (patience: number) => boolean
  /** For how long the end of the process may be put off, ms. */
  readonly patience: number
}

/** Who follows the process, once for all pipelines: of two, each would think that a signal is minded by somebody else. */
export interface Following {
  readonly pipelines: Set<Pipeline>
  /** Which instances this process is, by their ids; '' is the one that the resource names. */
  readonly instances: Map<string, Beginning>
  /** Whether it was asked to end, by a signal that the service handles itself. */
  isCancelled: boolean
  stop: () => void
}

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
/** At it many services read their configuration anew, and go on. */
const RELOAD = 'SIGHUP'

/**
 * Delivers what a pipeline holds when the process ends: at a signal, when nothing is left to be done, by an error that nobody catches, and at
 * `process.exit()`. What a signal or an error does is what it would do without. Returns what ends that.
 */
export function followProcess(pipeline: Pipeline): () => void {
  const following = (shared().following ??= follow())
  following.pipelines.add(pipeline)
  return () => {
    following.pipelines.delete(pipeline)
    if (following.pipelines.size > 0 || shared().following !== following) return
    following.stop()
    shared().following = null
  }
}

/** Tells that this process, which is followed, began as an instance of a workload, and how it ends. Returns what ends it. */
export function beInstance(instance: Beginning): () => void {
  const { following } = shared()
  const name = instance.id ?? ''
  following?.instances.set(name, instance)
  workload.started(instance, { at: performance.timeOrigin })
  return () => {
    if (following !== null) end(following, 'completed', name)
  }
}

/** Tells the end of an instance, or of all, once. */
function end({ instances, isCancelled }: Following, reason: EndReason, name?: string): void {
  const ending = name === undefined ? [...instances.keys()] : [name]
  for (const one of ending) {
    const instance = instances.get(one)
    if (instance === undefined || !instances.delete(one)) continue
    const { kind, identity } = instance
    workload.ended({
      ...('id' in instance ? { id: instance.id } : {}),
      kind,
      identity,
      reason: isCancelled && reason !== 'crashed' ? 'cancelled' : reason,
    })
  }
}

/** A code may be a text; without one all went well. */
const reasonOf = (code: string | number | null | undefined): EndReason =>
  Number(code ?? 0) === 0 ? 'completed' : 'failed'

function follow(): Following {
  const following: Following = { pipelines: new Set(), instances: new Map(), isCancelled: false, stop: () => undefined }
  const last = (reason: EndReason) => {
    end(following, reason)
    const patience = patienceOf(following)
    if (!flushNow(following, patience)) void inTime(flush(following), patience)
  }
  let isDrained = false
  const drained = () => {
    if (isDrained) return
    isDrained = true
    end(following, reasonOf(process.exitCode))
    void deliver(following)
  }
  const failed = () => {
    // Where somebody catches all errors the process goes on.
    if (process.listenerCount('uncaughtException') === 0) last('crashed')
  }
  const exited = (code: number) => last(reasonOf(code))
  const stops = SIGNALS.map((signal) => onSignal(signal, following))
  process.on('beforeExit', drained).on('uncaughtExceptionMonitor', failed).on('exit', exited)
  following.stop = () => {
    for (const stop of stops) stop()
    process.off('beforeExit', drained).off('uncaughtExceptionMonitor', failed).off('exit', exited)
  }
  return following
}

/** Lets a signal do what it does: where nobody else listens, it ends the process; where somebody does, that one ends it, or does not. */
function onSignal(signal: NodeJS.Signals, following: Following): () => void {
  const heard = () => {
    if (process.listenerCount(signal) > 1) {
      if (signal !== RELOAD) following.isCancelled = true
      return
    }
    end(following, 'cancelled')
    void inTime(flush(following), patienceOf(following)).finally(() => {
      process.off(signal, heard)
      process.kill(process.pid, signal)
    })
  }
  process.on(signal, heard)
  return () => void process.off(signal, heard)
}

const patienceOf = ({ pipelines }: Following) => Math.max(...[...pipelines].map(({ patience }) => patience))

/** While promises are still kept: what is under way gets half of the time, what is left then is delivered by whatever way there is. */
async function deliver(following: Following): Promise<void> {
  const half = patienceOf(following) / 2
  await inTime(flush(following), half)
  if (!flushNow(following, half)) await inTime(flush(following), half)
}

async function flush({ pipelines }: Following): Promise<void> {
  await Promise.all([...pipelines].map((pipeline) => pipeline.flush()))
}

/** Says whether all can do that. The newest has what was told last. */
function flushNow({ pipelines }: Following, patience: number): boolean {
  const until = performance.now() + patience
  let isDone = true
  for (const pipeline of [...pipelines].toReversed())
    safely(() => (isDone = pipeline.flushNow(until - performance.now()) && isDone))
  return isDone
}

/** Waits for it, and no longer than is allowed. */
export async function inTime(work: Promise<void>, patience: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<void>((resolve) => (timer = setTimeout(resolve, patience)))
  await Promise.race([work, over])
  clearTimeout(timer)
}
