import type { Severity } from '../../schemas/policy.ts'
import type { Alert, Occasion } from '../alert.ts'
import { clipped, headline, particulars } from './text.ts'

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
  const isOver = occasion === 'closed' || occasion === 'retracted'
  const title = {
    type: 'TextBlock',
    text: clipped(plain(headline(alert, occasion)), LONGEST_LINE),
    weight: 'Bolder',
    wrap: true,
    color: isOver ? 'Good' : COLOURS[alert.severity],
  }
  const facts = particulars(alert).map(([name, value]) => ({
    title: name,
    value: clipped(plain(value), LONGEST_VALUE),
  }))
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [title, { type: 'FactSet', facts: [...facts, { title: 'Finding', value: alert.id }] }],
  }
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  }
}
