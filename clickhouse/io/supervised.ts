import { setTimeout as sleep } from 'node:timers/promises'
import type { EngineProcess, ExitReason } from './engine-process.ts'

/** How long an engine must live to count as one that runs; how long is waited before another one, which doubles while they do not. */
const settledMs = 10_000
const firstWaitMs = 100
const longestWaitMs = 5_000
/** So often in a row an engine may fail to start before it is given up. */
const mostFailures = 5

/**
 * An engine that is started again when it ends by itself. ClickHouse as a library ends its whole process when a connection breaks at
 * the wrong moment: a few bytes on either port that are no request are enough (decision 8).
 */
export class Supervised {
  readonly exited: Promise<ExitReason>
  #engine: EngineProcess
  readonly #start: () => Promise<EngineProcess | ExitReason>
  readonly #onRestart: (reason: ExitReason) => void
  readonly #stopping = new AbortController()

  /** `start` starts another one on the same ports; `onRestart` is told how the one before it ended. */
  constructor(
    engine: EngineProcess,
    start: () => Promise<EngineProcess | ExitReason>,
    onRestart: (reason: ExitReason) => void,
  ) {
    this.#engine = engine
    this.#start = start
    this.#onRestart = onRestart
    this.exited = this.#watch()
  }

  get engine(): EngineProcess {
    return this.#engine
  }

  /** Ends the engine; `exited` is settled then. */
  async end(patience: number): Promise<void> {
    this.#stopping.abort()
    await this.#engine.end(patience)
    await this.exited
  }

  async #watch(): Promise<ExitReason> {
    for (let wait = firstWaitMs; ;) {
      const started = Date.now()
      const reason = await this.#engine.exited
      if (reason.expected || this.#stopping.signal.aborted) return reason
      wait = Date.now() - started > settledMs ? firstWaitMs : Math.min(wait * 2, longestWaitMs)
      const next = await this.#another(wait)
      if (next === null) return reason
      this.#engine = next
      if (this.#stopping.signal.aborted) await next.end(0)
      else this.#onRestart(reason)
    }
  }

  async #another(wait: number): Promise<EngineProcess | null> {
    for (let failures = 0; failures < mostFailures; failures++) {
      await sleep(wait, undefined, { signal: this.#stopping.signal }).catch(() => undefined)
      if (this.#stopping.signal.aborted) return null
      const started = await this.#start().catch(() => null)
      if (started !== null && 'pid' in started) return started
    }
    return null
  }
}
