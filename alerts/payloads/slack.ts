import type { Alert, Occasion } from '../alert.ts'
import { clipped, headline, particulars } from './text.ts'

/** Slack's limits (Block Kit: section, header; chat: text). */
const [LONGEST_HEADER, LONGEST_FIELD, MOST_FIELDS, LONGEST_TEXT] = [150, 2_000, 10, 4_000]

/** `&`, `<` and `>` are Slack's own: so no text makes a link or calls anybody (Slack: Formatting text). */
const plain = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A message of Slack's incoming webhooks, in blocks; its text is what notifications show. */
export function slackMessage(alert: Alert, occasion: Occasion): object {
  const line = headline(alert, occasion)
  const fields = particulars(alert).slice(0, MOST_FIELDS)
  return {
    text: clipped(plain(line), LONGEST_TEXT),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: clipped(line, LONGEST_HEADER), emoji: false } },
      {
        type: 'section',
        fields: fields.map(([name, value]) => ({
          type: 'mrkdwn',
          text: clipped(`*${name}*\n${plain(value)}`, LONGEST_FIELD),
          verbatim: true,
        })),
      },
      {
        type: 'context',
        elements: [
          { type: 'plain_text', text: clipped(`npx lifespan explain ${alert.id}`, LONGEST_TEXT), emoji: false },
        ],
      },
    ],
  }
}
