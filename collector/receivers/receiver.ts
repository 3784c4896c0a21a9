import { Distribution } from '../../schemas/distribution.ts'
import type { Intake } from '../translated.ts'
import { Budget } from './budget.ts'
import type { ListenOptions } from './listen.ts'
import type { SubmissionOptions } from './submission.ts'

/** Stock clients send bodies of up to 8 MB, and this is the reference's limit: below 16 MB some would lose data (otlp: As a client). */
export const BODY_BYTES = 20_971_520
/**
 * How long a client waits for its records to be durable, ms: stock ones of Python give up after 10 s, and must be told "later" before
 * (otlp: As a client).
 */
export const SUBMIT_MS = 8_000

/** What every receiver is told: where it listens, and who takes what it reads. */
export interface ReceiverOptions extends ListenOptions {
  readonly intake: Intake
  /** The configured name of who reports. */
  readonly source: string
  /** Of all bodies that are held at one time: of its own, unless it is shared. */
  readonly budget?: Budget
  /** Told of what no client can be told: bugs, and faults that do not pass. */
  readonly onError: (error: Error) => void
}

/** What one receiver takes on at most. */
export interface ReceiverLimits {
  /** A body, plain and compressed. Stock clients send up to 8 MB (otlp: As a client). */
  readonly bodyBytes: number
  readonly connections: number
  /** How long a client waits for its records to be durable, ms: it counts 30 s as an answer lost. */
  readonly submitMs: number
}

/** What a receiver has done since it was started. */
export interface ReceiverCounters {
  requests: number
  /** Requests whose client went away before the answer. */
  abandoned: number
  /** Connections above the limit. */
  dropped: number
  /** By status. */
  readonly answers: Map<number, number>
  /** From a request to its answer. */
  readonly seconds: Distribution
}

/** A receiver that listens. */
export interface Receiver {
  readonly port: number
  readonly url: string
  readonly counters: Readonly<ReceiverCounters>
  /** Takes nothing new, answers what was read to its end, and closes all connections. */
  readonly close: () => Promise<void>
}

/** How one request is taken. */
export interface RequestOptions extends SubmissionOptions {
  readonly maxBytes: number
  readonly budget: Budget
}

/** The same for all requests of a receiver, but for where they are sent to. */
export type RequestDefaults = Omit<RequestOptions, 'place'>

export function requestDefaults(options: ReceiverOptions, limits: ReceiverLimits): RequestDefaults {
  const { intake, source, onError, budget = new Budget() } = options
  return { intake, source, onError, budget, waitMs: limits.submitMs, maxBytes: limits.bodyBytes }
}

export const newCounters = (): ReceiverCounters => ({
  requests: 0,
  abandoned: 0,
  dropped: 0,
  answers: new Map(),
  seconds: new Distribution(),
})

/** Counts an answer by its status, and how long it took since `began` (`performance.now()`). */
export function countAnswer({ answers, seconds }: ReceiverCounters, status: number, began: number): void {
  answers.set(status, (answers.get(status) ?? 0) + 1)
  seconds.observe((performance.now() - began) / 1_000)
}
