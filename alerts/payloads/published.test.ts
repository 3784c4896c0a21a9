import type { KnownBlock } from '@slack/types'
import { createRequire } from 'node:module'
import { HTTP, type CloudEvent } from 'cloudevents'
import { expect, test } from 'vitest'
import type { EndpointType } from '../../schemas/config-endpoints.ts'
import { AT, groupOf, messageOf } from '../alert-for-test.ts'
import { OCCASIONS } from '../alert.ts'
import { dispatchOf } from '../kinds.ts'
import type { Message } from '../message.ts'

// Its module for import can't be loaded by Node.
const { AdaptiveCard, SerializationContext } = createRequire(import.meta.url)(
  'adaptivecards/dist/adaptivecards.js',
) as typeof import('adaptivecards')

const dispatched = (type: EndpointType, message: Message) =>
  dispatchOf({ name: 'e', type, url: 'https://e', secrets: [], token: 'token', rate: 0, allowed: [] }, message, AT)
const MESSAGES = [...OCCASIONS.map((occasion) => messageOf({ occasion })), messageOf({ group: groupOf() })]

test("Microsoft's own reader of Adaptive Cards has nothing to say against them", async () => {
  for (const message of MESSAGES) {
    const { attachments } = JSON.parse((await dispatched('teams', message)).body) as {
      attachments: [{ content: object }]
    }
    const [context, card] = [new SerializationContext(), new AdaptiveCard()]
    card.parse(attachments[0].content, context)
    const events = Array.from({ length: context.eventCount }, (_, n) => context.getEventAt(n).message)
    expect([...events, ...card.validateProperties().validationEvents]).toEqual([])
    expect(card.getItemCount()).toBeGreaterThan(1)
  }
})

test("CloudEvents' own reader finds an event, and it valid", async () => {
  for (const message of MESSAGES) {
    const { headers, body } = await dispatched('cloudevents', message)
    const event = HTTP.toEvent({ headers, body }) as CloudEvent
    expect([event.validate(), event.id, event.specversion]).toEqual([true, 'msg_1', '1.0'])
  }
})

test("blocks are Slack's own (its types)", async () => {
  const blocks: KnownBlock[] = [
    {
      type: 'header',
      text: { type: 'plain_text', text: 'L01 Credential outlives its workload: jti-1 (high) is open', emoji: false },
    },
    {
      type: 'section',
      fields: [
        { type: 'mrkdwn', text: '*Owner*\nteam-payments', verbatim: true },
        { type: 'mrkdwn', text: '*Identity*\nspiffe://example.org/checkout', verbatim: true },
        { type: 'mrkdwn', text: '*Workload*\npod-1', verbatim: true },
        { type: 'mrkdwn', text: '*Issuer*\nhttps://broker.example', verbatim: true },
        { type: 'mrkdwn', text: '*Environment*\nproduction', verbatim: true },
        { type: 'mrkdwn', text: '*Since*\n2025-12-31T23:59:00.000Z', verbatim: true },
      ],
    },
    {
      type: 'context',
      elements: [{ type: 'plain_text', text: `npx lifespan explain ${'a'.repeat(32)}`, emoji: false }],
    },
  ]
  expect(JSON.parse((await dispatched('slack', messageOf())).body)).toMatchObject({ blocks })
})
