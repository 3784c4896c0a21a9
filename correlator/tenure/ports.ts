import type { Facts } from '../../schemas/facts.ts'
import type { Engine, FindingChange } from '../engine/engine.ts'
import type { Publication } from '../engine/published.ts'
import type { Letter, TellBatch } from '../engine/tell-batch.ts'

/** What a partition of the log holds: facts (events, and mentions of them), or what rows of another partition tell. */
export type Entry = { readonly facts: Facts } | { readonly tells: TellBatch }

/** How far others have come with a partition: positions of the next entry to read. */
export interface Positions {
  /** All before it is in the archive, that is ClickHouse. */
  readonly archived: number
  /** Of all before it, what followed is told and published. */
  readonly judged: number
}

/** What holding a partition needs of the world. Whatever is sent or written resolves once it is durable. */
export interface TenurePorts {
  positions(): Promise<Positions>
  /** Where the partition ends now. */
  end(): Promise<number>
  /** Brings what the archive has of the partition's rows, of their links and of those that they hear of into an engine. */
  restore(engine: Engine): Promise<void>
  /** All that was ever published of the partition's rows, the last of each finding at the least. */
  published(): Promise<readonly Publication[]>
  send(letters: readonly Letter[]): Promise<void>
  publish(changes: readonly FindingChange[], engine: Engine): Promise<void>
  /** What follows of all before a position is told and published. */
  commit(position: number): Promise<void>
  /** The clock, ms. */
  now(): number
}
