import { ruleText } from '../../schemas/frameworks.ts'
import { formatRfc3339 } from '../../schemas/time.ts'
import { endOf, isEnd, OCCASIONS, type Alert, type Occasion } from '../alert.ts'
import type { Group } from '../message.ts'

const SAID: Readonly<Record<Occasion, string>> = {
  opened: 'is open',
  changed: 'has changed',
  repeated: 'is still open',
  closed: 'is over',
  retracted: 'was none: what is known now says otherwise',
}

/** What would break a line, be seen by nobody, turn the direction of writing, or is half a character. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu

/** A text as people see it: in one line. */
export const seen = (text: string): string => text.replace(UNSEEN, ' ')

/** One line that says what happened, for people. */
export function headline(alert: Alert, occasion: Occasion): string {
  const { rule, subject, severity } = alert
  return `${rule} ${ruleText(rule).title}: ${seen(subject)} (${severity}) ${SAID[occasion]}`
}

/** What is known of a finding beside its headline, in the order in which people ask: names and values, none of them empty. */
export function particulars(alert: Alert): readonly (readonly [name: string, value: string])[] {
  const { identity, owner, workload, chainRoot, environment, issuer, since } = alert
  const end = endOf(alert)
  const said: readonly (readonly [string, string])[] = [
    ['Owner', owner],
    ['Identity', identity],
    ['Workload', workload],
    ['Issuer', issuer],
    ['Made from', chainRoot],
    ['Environment', environment],
    ['Since', formatRfc3339(since)],
    ['Until', end === null ? '' : formatRfc3339(end)],
  ]
  return said.filter(([, value]) => value !== '').map(([name, value]) => [name, seen(value)])
}

/** The same, with names as programs have them (`made_from`). */
export const keyed = (alert: Alert): readonly (readonly [key: string, value: string])[] =>
  particulars(alert).map(([name, value]) => [name.toLowerCase().replaceAll(' ', '_'), value])

const COUNTED: Readonly<Record<Occasion, string>> = {
  opened: 'new',
  changed: 'changed',
  repeated: 'still open',
  closed: 'over',
  retracted: 'taken back',
}

/** One line that says what happened to several findings, for people. */
export function groupHeadline({ common, counts, open }: Group): string {
  const happened = OCCASIONS.flatMap((occasion) => {
    const count = counts[occasion] ?? 0
    return count === 0 ? [] : [`${count} ${COUNTED[occasion]}`]
  })
  const of = common.map(([name, value]) => `${name.replaceAll('_', ' ')} ${value === '' ? '(none)' : seen(value)}`)
  return `${totalOf(counts)} findings of ${of.join(', ')}: ${happened.join(', ')}; ${open} open now`
}

/** Of how many findings a message tells. */
export const totalOf = (counts: Group['counts']): number =>
  Object.values(counts).reduce((total, count) => total + count, 0)

/** Whether nothing of a group stands any more, and nothing of it is new. */
export const isGroupOver = ({ counts, open }: Group): boolean =>
  open === 0 && OCCASIONS.every((occasion) => isEnd(occasion) || (counts[occasion] ?? 0) === 0)

/** A text of so many characters at the most (UTF-16 units, as the services count them). */
export function clipped(text: string, most: number): string {
  if (text.length <= most) return text
  // Half a character would be none.
  const end = most - 1 - (/[\uD800-\uDBFF]/.test(text.charAt(most - 2)) ? 1 : 0)
  return `${text.slice(0, end)}…`
}

const encoder = new TextEncoder()

/** A text of so many bytes of UTF-8 at the most, and whole characters. */
export const clippedBytes = (text: string, most: number): string =>
  text.slice(0, encoder.encodeInto(text, new Uint8Array(most)).read)
