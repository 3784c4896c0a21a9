import type { Severity } from '../../schemas/policy.ts'
import { formatRfc3339, type Millis } from '../../schemas/time.ts'
import { isEnd } from '../alert.ts'
import { membersOf, type Member, type Message } from '../message.ts'
import { cefEvent } from './cef.ts'

/** security/authorization messages (RFC 5424, 6.2.1). */
const FACILITY = 10
/** Notice, warning, error, critical; informational of what is over. */
const SEVERITIES: Readonly<Record<Severity, number>> = { low: 5, medium: 4, high: 3, critical: 2 }
const OVER = 6
/** That something is not known, or not there. */
const NIL = '-'

const encoder = new TextEncoder()

/** Findings as frames of syslog, a message each, with CEF in it: how long it is in bytes, and it (RFC 6587, 3.4.1; RFC 5425, 4.3). */
export const syslogFrames = (message: Message): string =>
  membersOf(message)
    .map((member) => syslogMessage(member, message.at))
    .map((text) => `${encoder.encode(text).length} ${text}`)
    .join('')

/**
 * A message of RFC 5424 of at most 8,192 bytes, which receivers should take (RFC 5425, 4.3.1). No byte order mark before its text, which the
 * RFC lets go without: parsers of CEF stumble over it.
 */
function syslogMessage(member: Member, at: Millis): string {
  const { alert, occasion } = member
  const priority = FACILITY * 8 + (isEnd(occasion) ? OVER : SEVERITIES[alert.severity])
  const header = [`<${priority}>1`, formatRfc3339(at), NIL, 'lifespan', NIL, `finding.${occasion}`, NIL]
  return `${header.join(' ')} ${cefEvent(member, at)}`
}
