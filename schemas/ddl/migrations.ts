import { SCHEMA } from './schema.ts'

/**
 * What is applied to a database, in order and once. The first step is derived from the declaration; until the first release it may
 * change with it. A column added later is a step of its own.
 */
export const MIGRATIONS: readonly { readonly id: string; readonly statements: readonly string[] }[] = [
  { id: '0001-spine', statements: SCHEMA },
]
