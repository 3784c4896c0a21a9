import { quietly } from './quiet.ts'
import { complain } from './safely.ts'
import { shared } from './shared.ts'
import type { EndedSpan } from './span.ts'

/** An exporter of OpenTelemetry's SDK, of either version; `code` is 0 where the spans are delivered. */
export interface SpanExporter {
  /** What it is handed is an {@link EndedSpan} each: the types of the SDK's versions differ in what nobody reads. */
  export(spans: never[], done: (result: { readonly code: number; readonly error?: Error }) => void): void
  forceFlush?(): Promise<void>
  shutdown(): Promise<void>
}

/** How many wait at the most; what comes then is lost, and said. */
const MOST = 8_192
const LARGEST = 512
/** What could not be delivered is tried again after a while that doubles. */
const [SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS] = [1_000, 30_000]
/** An exporter that has not answered by then never will. */
const SILENCE_MS = 30_000

/** Gathers spans for a moment and hands them to an exporter; what it fails with is tried again. Never keeps the process. @internal */
export class Batch {
  readonly #exporter: SpanExporter
  readonly #delay: number
  readonly #ready: Promise<void>
  readonly #waiting: EndedSpan[] = []
  /** What the exporter has, and has not answered yet. */
  #underWay: EndedSpan[] = []
  #timer: NodeJS.Timeout | null = null
  #exporting: Promise<void> | null = null
  #pause = 0
  #isClosed = false

  /** `ready`: before it resolves nothing is handed over. */
  constructor(exporter: SpanExporter, delay: number, ready: Promise<void> = Promise.resolve()) {
    this.#exporter = exporter
    this.#delay = delay
    this.#ready = ready
  }

  add(span: EndedSpan): void {
    if (this.#isClosed) return
    if (this.#waiting.length >= MOST) return complain(`more than ${MOST} spans wait to be delivered: some are lost`)
    this.#waiting.push(span)
    if (this.#waiting.length < LARGEST || this.#pause > 0) this.#schedule()
    else void this.#export()
  }

  /** Hands over all that waits; resolves when that is delivered, or has failed. */
  async flush(): Promise<void> {
    await this.#exporting
    this.#pause = 0
    while (this.#waiting.length > 0 && this.#pause === 0) await this.#export()
    await this.#exporter.forceFlush?.()
  }

  /** Takes out all that is not known to be delivered, for somebody else to deliver. */
  take(): EndedSpan[] {
    return [...this.#underWay.splice(0), ...this.#waiting.splice(0)]
  }

  async close(): Promise<void> {
    await this.flush()
    this.#isClosed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    await this.#exporter.shutdown()
  }

  #schedule(): void {
    if (this.#timer !== null || this.#exporting !== null) return
    this.#timer = setTimeout(() => void this.#export(), Math.max(this.#delay, this.#pause)).unref()
  }

  #export(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#exporting ??= this.#exportOne().finally(() => {
      this.#exporting = null
      if (this.#waiting.length > 0 && !this.#isClosed) this.#schedule()
    })
    return this.#exporting
  }

  async #exportOne(): Promise<void> {
    await this.#ready
    const spans = this.#waiting.splice(0, LARGEST)
    this.#underWay = spans
    const error = await this.#handOver(spans)
    const left = this.#underWay
    this.#underWay = []
    if (error === null) {
      this.#pause = 0
      return
    }
    complain(`spans could not be delivered (${error instanceof Error ? error.name : 'no reason given'}): tried again`)
    this.#waiting.unshift(...left)
    this.#pause = Math.min(Math.max(2 * this.#pause, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS)
  }

  /** Null once they are delivered, else why not. What the exporter does on the way is nobody's use of a credential, and traced by nobody. */
  #handOver(spans: EndedSpan[]): Promise<unknown> {
    let timer: NodeJS.Timeout | undefined
    const answered = new Promise((resolve) => {
      timer = setTimeout(() => resolve(new Error('no answer')), SILENCE_MS).unref()
      // Callers from JavaScript may say nothing more: trying again would tell the same for ever.
      const done = (result?: { readonly code: number; readonly error?: Error } | null) =>
        resolve((result?.code ?? 0) === 0 ? null : (result?.error ?? result))
      // Some are asynchronous, whatever their type says.
      const work = async () => this.#exporter.export(spans as never[], done)
      shared()
        .active.exit(() => quietly(work))
        .catch(resolve)
    })
    return answered.finally(() => clearTimeout(timer))
  }
}
