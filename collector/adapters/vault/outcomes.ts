import type { Entry } from './record.ts'

/** Errors by their texts, in the order in which they are asked; anything else a text may hold does not pass. */
const ERRORS: readonly (readonly [RegExp, string])[] = [
  [/bad token|invalid accessor|token (?:is |has )?(?:not found|expired)|lease (?:not found|expired)/i, 'expired'],
  [/permission denied/i, 'permission_denied'],
  [/missing client token/i, 'missing_token'],
  [/unsupported (?:path|operation)/i, 'unsupported'],
  [/invalid request/i, 'invalid_request'],
]

/** Whether it did not do what was asked. Some answers say so only in their data: an `error`, and nothing else there. */
export function hasFailed(entry: Entry): boolean {
  return Boolean(entry.error) || dataError(entry) !== undefined
}

function dataError({ response }: Entry): unknown {
  const data = response?.data
  if (typeof data !== 'object' || data === null || !('error' in data)) return undefined
  return Object.keys(data).length === 1 ? (data.error ?? undefined) : undefined
}

/** What kind of error it is: by its text where it is not hidden. Undefined where nothing failed. */
export function errorType(entry: Entry): string | undefined {
  if (!hasFailed(entry)) return undefined
  const text = `${entry.error ?? ''} ${String(dataError(entry))}`
  return ERRORS.find(([pattern]) => pattern.test(text))?.[1] ?? 'other'
}
