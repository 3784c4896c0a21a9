import type { Severity } from '../../schemas/policy.ts'
import { isEnd, type Alert, type Occasion } from '../alert.ts'
import type { Group } from '../message.ts'
import { clipped, groupHeadline, headline, isGroupOver, particulars, totalOf } from './text.ts'

/** Colours of a text in a card. */
const COLOURS: Readonly<Record<Severity, string>> = {
  low: 'Accent',
  medium: 'Warning',
  high: 'Attention',
  critical: 'Attention',
}
/** A message of Teams' incoming webhooks is at most 28 KB (Microsoft: Webhooks and connectors): so much has room in it. */
const [LONGEST_LINE, LONGEST_VALUE] = [500, 1_000]

/** Markdown's own characters mean nothing: so no text makes a link (Adaptive Cards: TextBlock). */
const plain = (text: string) => text.replace(/[\\`*_[\]()~<>#]/g, '\\$&')

/** A message of Microsoft Teams' Workflows, with an Adaptive Card. */
export function teamsMessage(alert: Alert, occasion: Occasion): object {
  const title = titleOf(headline(alert, occasion), isEnd(occasion), alert.severity)
  const facts = particulars(alert).map(([name, value]) => ({
    title: name,
    value: clipped(plain(value), LONGEST_VALUE),
  }))
  return card([title, { type: 'FactSet', facts: [...facts, { title: 'Finding', value: alert.id }] }])
}

/** So many findings of a group have a line of their own: what a message has room for. */
const MOST_LINES = 10

/** Several findings in one card, the most severe by name. `worst`: the most severe of them. */
export function teamsGroup(group: Group, worst: Alert): object {
  const shown = group.members.slice(0, MOST_LINES)
  const others = totalOf(group.counts) - shown.length
  const lines = shown.map(({ alert, occasion }) => plain(clipped(headline(alert, occasion), LONGEST_LINE)))
  const texts = [...lines, ...(others > 0 ? [`and ${others} more`] : [])]
  const title = titleOf(groupHeadline(group), isGroupOver(group), worst.severity)
  return card([title, ...texts.map((text) => ({ type: 'TextBlock', text, wrap: true }))])
}

const titleOf = (text: string, isOver: boolean, severity: Severity) => ({
  type: 'TextBlock',
  text: clipped(plain(text), LONGEST_LINE),
  weight: 'Bolder',
  wrap: true,
  color: isOver ? 'Good' : COLOURS[severity],
})

const card = (body: readonly object[]): object => ({
  type: 'message',
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive',
      contentUrl: null,
      content: {
        $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
        type: 'AdaptiveCard',
        version: '1.4',
        body,
      },
    },
  ],
})
