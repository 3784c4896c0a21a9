import { ignored, rejected, type Outcome } from '../../../schemas/outcome.ts'
import { fieldsOf, type Fields } from '../fields.ts'

/** What a request may do, in Vault's and OpenBao's words. */
const OPERATIONS: ReadonlySet<unknown> = new Set([
  'alias-lookahead',
  'create',
  'delete',
  'header',
  'help',
  'list',
  'patch',
  'read',
  'recover',
  'renew',
  'resolve-role',
  'revoke',
  'rollback',
  'scan',
  'update',
])

/** Whether it has the fields by which an entry of an audit device is known. */
export function looksLikeEntry(record: unknown): boolean {
  const fields = fieldsOf(record)
  const request = fieldsOf(fields?.['request'])
  if (fields === null || request === null) return false
  const known = fields['type'] === 'request' || fields['type'] === 'response'
  return known && typeof request['path'] === 'string' && OPERATIONS.has(request['operation'])
}

const WRAPPERS = ['log', 'event', 'record', 'message', 'Message', 'body', 'line', '_source', '_raw']
const ENTRY_TEXT =
  /^\{(?=.*"type":\s?"re(?:quest|sponse)")(?=.*"request":\s?\{)(?=.*"operation":\s?")(?=.*"path":\s?")/s

/** Text inside another document is only looked at, never parsed: it may be anything. */
function isWrapped(fields: Fields): boolean {
  return WRAPPERS.some((name) => {
    const inner = fields[name]
    return typeof inner === 'string' ? ENTRY_TEXT.test(inner) : looksLikeEntry(inner)
  })
}

function isNotification(fields: Fields): boolean {
  return 'specversion' in fields && typeof fields['source'] === 'string' && fields['source'].startsWith('vault://')
}

function isAnswer(fields: Fields): boolean {
  return ['request_id', 'lease_id', 'lease_duration', 'wrap_info'].every((name) => name in fields)
}

/** What a record that is no entry comes to, or null if it resembles nothing that is known here. */
export function lookalikeOf(record: unknown): Outcome<never> | null {
  const fields = fieldsOf(record)
  if (fields === null) return null
  if (isNotification(fields)) return ignored('a Vault event notification, which names no token')
  if (isAnswer(fields)) return rejected('an answer of Vault’s API, which holds secrets, and no audit entry')
  return isWrapped(fields) ? rejected('a Vault audit entry wrapped in another document: ingest what is inside') : null
}
