import { PLAIN_TABLES } from './schema.ts'

/**
 * What is applied to a database in order and once, beside what is derived from the declaration. Never change one that was released:
 * add another.
 */
export const MIGRATIONS: readonly { readonly id: string; readonly statements: readonly string[] }[] = [
  { id: '0001-spine', statements: PLAIN_TABLES },
]
