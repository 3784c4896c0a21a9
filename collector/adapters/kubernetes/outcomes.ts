import type { EventOutcome } from '../../../schemas/events.ts'
import { DeleteOptions, type Record } from './record.ts'

const UNAUTHORIZED = 401
const FIRST_ERROR = 400

/** What became of a use. A line without an answer knows only that the credential was accepted; of errors only 401 says that it was not. */
export function useOutcome({ responseStatus }: Record): EventOutcome {
  const code = responseStatus?.code
  if (code == null) return 'accepted'
  if (code < FIRST_ERROR) return 'ok'
  return code === UNAUTHORIZED ? 'refused' : 'denied'
}

/** Why it failed, in a word of Kubernetes' own (`Forbidden`), else the code. */
export function errorType({ responseStatus }: Record): string | undefined {
  const code = responseStatus?.code
  if (code == null || code < FIRST_ERROR) return undefined
  return responseStatus?.reason || String(code)
}

/** Whether it was answered as if it had been done, and was not. */
export function isDryRun({ requestURI, requestObject, verb }: Record): boolean {
  if (/[?&]dryRun=/.test(requestURI ?? '')) return true
  const options = verb === 'delete' ? DeleteOptions.safeParse(requestObject).data : undefined
  return (options?.dryRun?.length ?? 0) > 0
}
