import { isSecret } from '../redaction/redact.ts'

/** OpenTelemetry's word for an error of which nothing more is known. */
export const OTHER = '_OTHER'
/** What callbacks and variables hold where nothing failed. */
const NONE: ReadonlySet<unknown> = new Set([undefined, null, false, '', 0])
/** A name, a code: `AccessDenied`, `ECONNREFUSED`, `expired`, `404`. */
const TYPE = /^[\w.:/-]{1,64}$/

/** The `error.type` of an error: its code or its name, and never its message, which may hold anything. Of none there is none. */
export function errorType(error: unknown): string | undefined {
  if (NONE.has(error)) return undefined
  const said = typeof error === 'object' && error !== null ? codeOf(error) : error
  const type = typeof said === 'number' ? String(said) : said
  return typeof type === 'string' && TYPE.test(type) && !isSecret(type) ? type : OTHER
}

function codeOf(error: object): unknown {
  try {
    const { code, name } = error as { readonly code?: unknown; readonly name?: unknown }
    return typeof code === 'string' || typeof code === 'number' ? code : name
  } catch {
    return OTHER
  }
}
