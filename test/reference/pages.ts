import { queriesPage } from '../../queries/reference.ts'
import { referencePages } from '../../schemas/reference.ts'

/** All pages of `docs/reference`, by file name. */
export function allPages(): Readonly<Record<string, string>> {
  return { ...referencePages(), 'queries.md': queriesPage() }
}
