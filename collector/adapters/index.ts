import type { Adapter } from '../translated.ts'
import { cloudtrail } from './cloudtrail/adapter.ts'
import { kubernetes } from './kubernetes/adapter.ts'
import { vault } from './vault/adapter.ts'

/** The vendors whose records are read, in the order in which they are asked. */
const ADAPTERS: readonly Adapter[] = [cloudtrail, kubernetes, vault]

/** The names of the vendors whose records are read. */
export function adapterNames(): string[] {
  return ADAPTERS.map(({ name }) => name)
}

/** Whose record it is, by its content alone, or null where no adapter knows it. */
export function recogniseRecord(record: unknown): Adapter | null {
  return ADAPTERS.find((adapter) => adapter.recognises(record)) ?? null
}
