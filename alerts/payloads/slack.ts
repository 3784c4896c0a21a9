import type { Alert, Occasion } from '../alert.ts'
import type { Group } from '../message.ts'
import { clipped, groupHeadline, headline, particulars, totalOf } from './text.ts'

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

/** So many findings of a group have a line of their own: few enough to be read, and within the length of a section. */
const MOST_LINES = 10
const [LONGEST_SECTION, LONGEST_LINE] = [3_000, 290]

/** Several findings in one message, the most severe by name. */
export function slackGroup(group: Group): object {
  const line = groupHeadline(group)
  const shown = group.members.slice(0, MOST_LINES)
  const lines = shown.map(({ alert, occasion }) => clipped(`• ${plain(headline(alert, occasion))}`, LONGEST_LINE))
  const others = totalOf(group.counts) - shown.length
  const context = `${others > 0 ? `and ${others} more: ` : ''}npx lifespan alerts list`
  return {
    text: clipped(plain(line), LONGEST_TEXT),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: clipped(line, LONGEST_HEADER), emoji: false } },
      { type: 'section', text: { type: 'mrkdwn', text: clipped(lines.join('\n'), LONGEST_SECTION), verbatim: true } },
      { type: 'context', elements: [{ type: 'plain_text', text: context, emoji: false }] },
    ],
  }
}
