import { describe, expect, test } from 'vitest'
import { AT, alertOf, messageOf } from '../alert-for-test.ts'
import { OCCASIONS } from '../alert.ts'
import { detectionFinding } from './ocsf.ts'
import { cloudEvent } from './cloudevent.ts'
import { opsgenieRequest } from './opsgenie.ts'
import { pagerDutyEvent } from './pagerduty.ts'
import { splunkEvent } from './splunk.ts'
import { teamsMessage } from './teams.ts'
import { slackMessage } from './slack.ts'
import { clipped } from './text.ts'

const KEY = '0123456789abcdef0123456789abcdef'
const HOSTILE = '<!channel> <https://evil.example|click> & *bold* "quoted"\n\u0000\u202e'

test('a finding as OCSF has it', () => {
  expect(detectionFinding(alertOf({ until: AT + 1_000 }), 'opened', AT)).toMatchInlineSnapshot(`
    {
      "activity_id": 1,
      "activity_name": "Create",
      "category_name": "Findings",
      "category_uid": 2,
      "class_name": "Detection Finding",
      "class_uid": 2004,
      "end_time": 1767225601000,
      "finding_info": {
        "analytic": {
          "name": "Credential outlives its workload",
          "type": "Rule",
          "type_id": 1,
          "uid": "L01",
        },
        "attacks": [
          {
            "technique": {
              "uid": "T1550.001",
            },
          },
        ],
        "created_time": 1767225600000,
        "first_seen_time": 1767225540000,
        "tags": [
          {
            "name": "owasp_nhi",
            "values": [
              "NHI1:2025",
              "NHI7:2025",
            ],
          },
          {
            "name": "owasp_asi",
            "values": [
              "ASI03",
            ],
          },
          {
            "name": "csf",
            "values": [
              "PR.AA-01",
              "PR.AA-05",
              "DE.CM-09",
            ],
          },
          {
            "name": "maestro",
            "values": [
              "L4",
            ],
          },
        ],
        "title": "Credential outlives its workload",
        "types": [
          "L01",
        ],
        "uid": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
      },
      "message": "L01 Credential outlives its workload: jti-1 (high) is open",
      "metadata": {
        "correlation_uid": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "product": {
          "name": "Lifespan",
          "vendor_name": "Lifespan",
        },
        "tenant_uid": "default",
        "version": "1.6.0",
      },
      "resources": [
        {
          "namespace": "https://broker.example",
          "owner": {
            "uid": "team-payments",
          },
          "type": "credential",
          "uid": "jti-1",
        },
        {
          "type": "identity",
          "uid": "spiffe://example.org/checkout",
        },
        {
          "type": "workload",
          "uid": "pod-1",
        },
      ],
      "severity": "High",
      "severity_id": 4,
      "start_time": 1767225540000,
      "status": "New",
      "status_id": 1,
      "time": 1767225600000,
      "type_uid": 200401,
      "unmapped": {
        "chain_root": "",
        "hash": "hash-1",
        "policy_version": "p",
        "version": 1,
      },
    }
  `)
})

test('a finding as PagerDuty has it, and its end', () => {
  expect([pagerDutyEvent(alertOf(), 'opened', KEY), pagerDutyEvent(alertOf(), 'closed', KEY)]).toMatchInlineSnapshot(`
    [
      {
        "dedup_key": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "event_action": "trigger",
        "payload": {
          "class": "L01 Credential outlives its workload",
          "component": "spiffe://example.org/checkout",
          "custom_details": {
            "Environment": "production",
            "Finding": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "Identity": "spiffe://example.org/checkout",
            "Issuer": "https://broker.example",
            "Owner": "team-payments",
            "Since": "2025-12-31T23:59:00.000Z",
            "Subject": "jti-1",
            "Workload": "pod-1",
          },
          "group": "team-payments",
          "severity": "error",
          "source": "pod-1",
          "summary": "L01 Credential outlives its workload: jti-1 (high) is open",
          "timestamp": "2025-12-31T23:59:00.000Z",
        },
        "routing_key": "0123456789abcdef0123456789abcdef",
      },
      {
        "dedup_key": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "event_action": "resolve",
        "routing_key": "0123456789abcdef0123456789abcdef",
      },
    ]
  `)
})

test('a finding as Slack has it', () => {
  expect(slackMessage(alertOf(), 'opened')).toMatchInlineSnapshot(`
    {
      "blocks": [
        {
          "text": {
            "emoji": false,
            "text": "L01 Credential outlives its workload: jti-1 (high) is open",
            "type": "plain_text",
          },
          "type": "header",
        },
        {
          "fields": [
            {
              "text": "*Owner*
    team-payments",
              "type": "mrkdwn",
              "verbatim": true,
            },
            {
              "text": "*Identity*
    spiffe://example.org/checkout",
              "type": "mrkdwn",
              "verbatim": true,
            },
            {
              "text": "*Workload*
    pod-1",
              "type": "mrkdwn",
              "verbatim": true,
            },
            {
              "text": "*Issuer*
    https://broker.example",
              "type": "mrkdwn",
              "verbatim": true,
            },
            {
              "text": "*Environment*
    production",
              "type": "mrkdwn",
              "verbatim": true,
            },
            {
              "text": "*Since*
    2025-12-31T23:59:00.000Z",
              "type": "mrkdwn",
              "verbatim": true,
            },
          ],
          "type": "section",
        },
        {
          "elements": [
            {
              "emoji": false,
              "text": "npx lifespan explain aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
              "type": "plain_text",
            },
          ],
          "type": "context",
        },
      ],
      "text": "L01 Credential outlives its workload: jti-1 (high) is open",
    }
  `)
})

const MESSAGE = messageOf()

test('a finding as Teams has it', () => {
  expect(teamsMessage(alertOf(), 'opened')).toMatchInlineSnapshot(`
    {
      "attachments": [
        {
          "content": {
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "body": [
              {
                "color": "Attention",
                "text": "L01 Credential outlives its workload: jti-1 \\(high\\) is open",
                "type": "TextBlock",
                "weight": "Bolder",
                "wrap": true,
              },
              {
                "facts": [
                  {
                    "title": "Owner",
                    "value": "team-payments",
                  },
                  {
                    "title": "Identity",
                    "value": "spiffe://example.org/checkout",
                  },
                  {
                    "title": "Workload",
                    "value": "pod-1",
                  },
                  {
                    "title": "Issuer",
                    "value": "https://broker.example",
                  },
                  {
                    "title": "Environment",
                    "value": "production",
                  },
                  {
                    "title": "Since",
                    "value": "2025-12-31T23:59:00.000Z",
                  },
                  {
                    "title": "Finding",
                    "value": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                  },
                ],
                "type": "FactSet",
              },
            ],
            "type": "AdaptiveCard",
            "version": "1.4",
          },
          "contentType": "application/vnd.microsoft.card.adaptive",
          "contentUrl": null,
        },
      ],
      "type": "message",
    }
  `)
})

test('a finding as Opsgenie has it, and its end', () => {
  expect([opsgenieRequest(alertOf(), 'opened'), opsgenieRequest(alertOf(), 'closed')]).toMatchInlineSnapshot(`
    [
      {
        "body": {
          "alias": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
          "description": "L01 Credential outlives its workload: jti-1 (high) is open
    Credential outlives its workload",
          "details": {
            "Environment": "production",
            "Identity": "spiffe://example.org/checkout",
            "Issuer": "https://broker.example",
            "Owner": "team-payments",
            "Since": "2025-12-31T23:59:00.000Z",
            "Workload": "pod-1",
          },
          "entity": "pod-1",
          "message": "L01 Credential outlives its workload: jti-1 (high) is open",
          "priority": "P2",
          "source": "Lifespan",
          "tags": [
            "L01",
            "high",
            "production",
          ],
        },
        "path": "",
      },
      {
        "body": {
          "note": "L01 Credential outlives its workload: jti-1 (high) is over",
          "source": "Lifespan",
        },
        "path": "/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/close?identifierType=alias",
      },
    ]
  `)
})

test('a finding as a CloudEvent, and as Splunk has it', () => {
  const data = detectionFinding(alertOf(), 'opened', AT)
  const { data: told, ...event } = cloudEvent(MESSAGE) as { data: object }
  const { event: same, ...envelope } = splunkEvent(MESSAGE) as { event: object }
  expect([told, same]).toEqual([data, data])
  expect([event, envelope]).toMatchInlineSnapshot(`
    [
      {
        "datacontenttype": "application/json",
        "id": "msg_1",
        "source": "/lifespan/default",
        "specversion": "1.0",
        "subject": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "time": "2026-01-01T00:00:00.000Z",
        "type": "lifespan.finding.opened",
      },
      {
        "fields": {
          "finding": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
          "message_id": "msg_1",
          "rule": "L01",
          "severity": "high",
        },
        "source": "lifespan",
        "sourcetype": "lifespan:finding",
        "time": 1767225600,
      },
    ]
  `)
})

describe('whatever a finding is called', () => {
  const alert = alertOf({
    subject: HOSTILE.repeat(500),
    owner: HOSTILE,
    identity: 'x'.repeat(10_000),
    workload: HOSTILE,
  })

  test.each(OCCASIONS)('Slack takes it, and nobody is called by it: %s', (occasion) => {
    const message = slackMessage(alert, occasion) as {
      text: string
      blocks: { type: string; text?: { text: string }; fields?: { text: string }[] }[]
    }
    expect(message.text.length).toBeLessThanOrEqual(4_000)
    expect(message.blocks[0]!.text!.text.length).toBeLessThanOrEqual(150)
    const fields = message.blocks[1]!.fields!
    expect(fields.length).toBeLessThanOrEqual(10)
    expect(fields.every(({ text }) => text.length <= 2_000)).toBe(true)
    const texts = [message.text, message.blocks[0]!.text!.text, ...fields.map(({ text }) => text.replace('\n', ''))]
    expect(texts.join('')).not.toMatch(/[\p{Cc}\u202e]/u)
    expect([message.text, ...fields.map(({ text }) => text)].join('')).not.toMatch(/<[!@#h]/)
  })

  test.each(OCCASIONS)('PagerDuty takes it: %s', (occasion) => {
    const event = pagerDutyEvent(alert, occasion, KEY) as { payload?: { summary: string }; dedup_key: string }
    expect(event.payload?.summary.length ?? 0).toBeLessThanOrEqual(1_024)
    expect(event.dedup_key).toBe(alert.id)
  })

  test.each(OCCASIONS)('Teams takes it, and no text of it is a link: %s', (occasion) => {
    const text = JSON.stringify(teamsMessage(alert, occasion))
    expect(text.length).toBeLessThan(28_000)
    expect(text).not.toMatch(/[^\\\\]<https/)
  })

  test.each(OCCASIONS)('Opsgenie takes it: %s', (occasion) => {
    const { path, body } = opsgenieRequest(alert, occasion) as { path: string; body: { message?: string } }
    expect((body.message ?? '').length).toBeLessThanOrEqual(130)
    expect(path).toMatch(/^$|^\/[0-9a-f]{32}\/close\?identifierType=alias$/)
  })

  test.each(OCCASIONS)('its activity and type agree: %s', (occasion) => {
    const finding = detectionFinding(alert, occasion, AT) as {
      activity_id: number
      type_uid: number
      status_id: number
    }
    expect(finding.type_uid).toBe(200_400 + finding.activity_id)
  })
})

test.each([
  ['short', 10, 'short'],
  ['0123456789', 10, '0123456789'],
  ['0123456789a', 10, '012345678…'],
  ['01234567😀😀', 10, '01234567…'],
])('%s in %i characters is %s', (text, most, expected) => {
  expect(clipped(text, most)).toBe(expected)
})
