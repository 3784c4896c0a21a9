import { ruleText } from '../../schemas/frameworks.ts'
import type { Severity } from '../../schemas/policy.ts'
import type { Millis } from '../../schemas/time.ts'
import { endOf, isEnd } from '../alert.ts'
import type { Member } from '../message.ts'
import { clippedBytes, headline, seen } from './text.ts'

/** Of 0 to 10: low to 3, medium to 6, high to 8, very high from 9 (ArcSight: Implementing CEF, Header). */
const SEVERITIES: Readonly<Record<Severity, number>> = { low: 3, medium: 6, high: 8, critical: 10 }
/** Of this form of ours, by which parsers are kept: not of Lifespan. */
const VERSION = '1'
/** The shortest of the texts that are used takes 1,023 characters (ArcSight: CEF key names); with what is escaped ten of these fit in a syslog message. */
const LONGEST_BYTES = 350

/** What happened to a finding, in ArcSight's Common Event Format: one line, in which no text can begin a field of its own. `at`: when it is said, ms. */
export function cefEvent(member: Member, at: Millis): string {
  const { alert, occasion } = member
  const severity = isEnd(occasion) ? 0 : SEVERITIES[alert.severity]
  const header = ['Lifespan', 'Lifespan', VERSION, alert.rule, ruleText(alert.rule).title, String(severity)]
  const extension = fieldsOf(member, at).flatMap(([key, value]) =>
    value === '' ? [] : [`${key}=${inExtension(value)}`],
  )
  return `CEF:0|${header.map(inHeader).join('|')}|${extension.join(' ')}`
}

/** By CEF's own keys; what it has none for is in its custom texts, which are six, each beside its label. */
function fieldsOf({ alert, occasion }: Member, at: Millis): readonly (readonly [key: string, value: string])[] {
  const end = endOf(alert)
  const custom = [
    ['Subject', alert.subject],
    ['Issuer', alert.issuer],
    ['Owner', alert.owner],
    ['Environment', alert.environment],
    ['Made from', alert.chainRoot],
    ['Tenant', alert.tenant],
  ] as const
  return [
    ['rt', String(at)],
    ['start', String(alert.since)],
    ['end', end === null ? '' : String(end)],
    ['externalId', alert.id],
    ['act', occasion],
    ['cat', alert.severity],
    ['suser', alert.identity],
    ['sourceServiceName', alert.workload],
    ...custom.flatMap(([label, value], n) => (value === '' ? [] : pair(`cs${n + 1}`, label, value))),
    ['msg', headline(alert, occasion)],
  ]
}

const pair = (key: string, label: string, value: string) =>
  [
    [`${key}Label`, label],
    [key, value],
  ] as const

const short = (text: string) => clippedBytes(seen(text), LONGEST_BYTES)
/** A pipe would begin another field. */
const inHeader = (text: string) => short(text).replace(/[\\|]/g, '\\$&')
/** An equals sign would make a key of what stands before it; lines end nowhere, for they are gone (`seen`). */
const inExtension = (text: string) => short(text).replace(/[\\=]/g, '\\$&')
