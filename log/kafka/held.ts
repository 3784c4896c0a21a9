import type { LogRecord } from './record.ts'

/** A record of the topic of findings. */
export interface FindingMessage {
  readonly offset: number
  readonly value: Uint8Array
}

/** A record of the log; null where it is none of ours: it is passed, and told of. */
export type Placed = LogRecord | null

/** Somebody who has a partition, from when it was assigned until it is dropped. */
export interface Held {
  /** Resolves to the position from which the partition is to be read, once all before it is known. */
  readonly begun: Promise<number>
  /** Takes records from a position on; resolves once what follows from them is durable. */
  read(position: number, records: readonly Placed[]): Promise<void>
  /** Takes what was published of the partition, from the topic's beginning on, in order. */
  learn(messages: readonly FindingMessage[]): Promise<void>
  /** It is another's now: nothing more is sent. */
  drop(): void
}
