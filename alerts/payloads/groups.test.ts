import { describe, expect, test } from 'vitest'
import type { EndpointType } from '../../schemas/config-endpoints.ts'
import { AT, alertOf, groupOf, messageOf } from '../alert-for-test.ts'
import { dispatchOf } from '../kinds.ts'
import { MOST_MEMBERS, type Group } from '../message.ts'

describe('several findings in one message', () => {
  const dispatched = async (type: EndpointType, group: Group) => {
    const endpoint = { name: 'e', type, url: 'https://e', secrets: [], token: 'token', rate: 0, allowed: [] }
    const { body, url } = await dispatchOf(endpoint, messageOf({ group, alert: group.members[0]!.alert }), AT)
    return { url, body: JSON.parse(body) as Record<string, unknown> }
  }
  const over = groupOf({ members: groupOf().members.slice(2), counts: { closed: 1 }, open: 0 })

  test('as an OCSF Incident Finding', async () => {
    expect((await dispatched('webhook', groupOf())).body).toMatchInlineSnapshot(`
      {
        "activity_id": 2,
        "activity_name": "Update",
        "category_name": "Findings",
        "category_uid": 2,
        "class_name": "Incident Finding",
        "class_uid": 2005,
        "count": 3,
        "desc": "3 findings of owner team-payments, chain root (none): 2 new, 1 over; 2 open now",
        "finding_info_list": [
          {
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
          {
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
            "uid": "cccccccccccccccccccccccccccccccc",
          },
          {
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
            "uid": "dddddddddddddddddddddddddddddddd",
          },
        ],
        "message": "3 findings of owner team-payments, chain root (none): 2 new, 1 over; 2 open now",
        "metadata": {
          "correlation_uid": "grp_bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
          "product": {
            "name": "Lifespan",
            "vendor_name": "Lifespan",
          },
          "tenant_uid": "default",
          "version": "1.6.0",
        },
        "severity": "Critical",
        "severity_id": 5,
        "status": "In Progress",
        "status_id": 2,
        "time": 1767225600000,
        "type_uid": 200502,
        "unmapped": {
          "common": {
            "chain_root": "",
            "owner": "team-payments",
          },
          "counts": {
            "closed": 1,
            "opened": 2,
          },
          "findings": [
            {
              "occasion": "opened",
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
              "severity": "critical",
              "uid": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            },
            {
              "occasion": "opened",
              "resources": [
                {
                  "namespace": "https://broker.example",
                  "owner": {
                    "uid": "team-payments",
                  },
                  "type": "credential",
                  "uid": "jti-2",
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
              "severity": "high",
              "uid": "cccccccccccccccccccccccccccccccc",
            },
            {
              "occasion": "closed",
              "resources": [
                {
                  "namespace": "https://broker.example",
                  "owner": {
                    "uid": "team-payments",
                  },
                  "type": "credential",
                  "uid": "jti-3",
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
              "severity": "high",
              "uid": "dddddddddddddddddddddddddddddddd",
            },
          ],
          "open": 2,
        },
      }
    `)
    expect((await dispatched('webhook', over)).body).toMatchObject({
      activity_name: 'Close',
      status: 'Resolved',
      type_uid: 200503,
    })
    expect((await dispatched('splunk', over)).body['event']).toEqual((await dispatched('webhook', over)).body)
    expect((await dispatched('cloudevents', over)).body['data']).toEqual((await dispatched('webhook', over)).body)
  })

  test('as Slack and Teams show them', async () => {
    expect([(await dispatched('slack', groupOf())).body, (await dispatched('teams', groupOf())).body])
      .toMatchInlineSnapshot(`
      [
        {
          "blocks": [
            {
              "text": {
                "emoji": false,
                "text": "3 findings of owner team-payments, chain root (none): 2 new, 1 over; 2 open now",
                "type": "plain_text",
              },
              "type": "header",
            },
            {
              "text": {
                "text": "• L01 Credential outlives its workload: jti-1 (critical) is open
      • L01 Credential outlives its workload: jti-2 (high) is open
      • L01 Credential outlives its workload: jti-3 (high) is over",
                "type": "mrkdwn",
                "verbatim": true,
              },
              "type": "section",
            },
            {
              "elements": [
                {
                  "emoji": false,
                  "text": "npx lifespan alerts list",
                  "type": "plain_text",
                },
              ],
              "type": "context",
            },
          ],
          "text": "3 findings of owner team-payments, chain root (none): 2 new, 1 over; 2 open now",
        },
        {
          "attachments": [
            {
              "content": {
                "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                "body": [
                  {
                    "color": "Attention",
                    "text": "3 findings of owner team-payments, chain root \\(none\\): 2 new, 1 over; 2 open now",
                    "type": "TextBlock",
                    "weight": "Bolder",
                    "wrap": true,
                  },
                  {
                    "text": "L01 Credential outlives its workload: jti-1 \\(critical\\) is open",
                    "type": "TextBlock",
                    "wrap": true,
                  },
                  {
                    "text": "L01 Credential outlives its workload: jti-2 \\(high\\) is open",
                    "type": "TextBlock",
                    "wrap": true,
                  },
                  {
                    "text": "L01 Credential outlives its workload: jti-3 \\(high\\) is over",
                    "type": "TextBlock",
                    "wrap": true,
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
        },
      ]
    `)
  })

  test('as one incident of PagerDuty and Opsgenie, until the last of them is over', async () => {
    expect([(await dispatched('pagerduty', groupOf())).body, await dispatched('opsgenie', groupOf())])
      .toMatchInlineSnapshot(`
      [
        {
          "dedup_key": "grp_bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
          "event_action": "trigger",
          "payload": {
            "class": "L01 Credential outlives its workload",
            "component": "spiffe://example.org/checkout",
            "custom_details": {
              "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": "L01 Credential outlives its workload: jti-1 (critical) is open",
              "cccccccccccccccccccccccccccccccc": "L01 Credential outlives its workload: jti-2 (high) is open",
              "dddddddddddddddddddddddddddddddd": "L01 Credential outlives its workload: jti-3 (high) is over",
            },
            "group": "team-payments",
            "severity": "critical",
            "source": "pod-1",
            "summary": "3 findings of owner team-payments, chain root (none): 2 new, 1 over; 2 open now",
            "timestamp": "2025-12-31T23:59:00.000Z",
          },
          "routing_key": "token",
        },
        {
          "body": {
            "alias": "grp_bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
            "description": "3 findings of owner team-payments, chain root (none): 2 new, 1 over; 2 open now
      L01 Credential outlives its workload: jti-1 (critical) is open
      L01 Credential outlives its workload: jti-2 (high) is open
      L01 Credential outlives its workload: jti-3 (high) is over",
            "details": {
              "chain_root": "",
              "owner": "team-payments",
            },
            "entity": "pod-1",
            "message": "3 findings of owner team-payments, chain root (none): 2 new, 1 over; 2 open now",
            "priority": "P1",
            "source": "Lifespan",
            "tags": [
              "L01",
              "critical",
              "production",
            ],
          },
          "url": "https://e",
        },
      ]
    `)
    expect((await dispatched('pagerduty', over)).body).toMatchObject({ event_action: 'resolve', dedup_key: over.id })
    expect((await dispatched('opsgenie', over)).url).toContain(`/${over.id}/close`)
    const another = groupOf({ ...over, open: 1 })
    expect((await dispatched('pagerduty', another)).body).toMatchObject({ event_action: 'trigger' })
  })

  const alert = alertOf({ subject: 'x'.repeat(5_000), identity: '<!channel> *|'.repeat(500) })
  const members = Array.from({ length: MOST_MEMBERS }, () => ({ occasion: 'opened' as const, alert }))
  const many = groupOf({ members, counts: { opened: 10_000 } })

  test.each(['slack', 'teams', 'pagerduty', 'opsgenie'] as const)(
    'of many and long ones keep the limits of %s',
    async (type) => {
      expect(JSON.stringify((await dispatched(type, many)).body).length).toBeLessThan(28_000)
    },
  )

  test('of Slack call nobody, and fit in a section', async () => {
    const { blocks } = (await dispatched('slack', many)).body as { blocks: readonly { text?: { text: string } }[] }
    expect(JSON.stringify(blocks)).not.toContain('<!')
    expect(blocks[1]!.text!.text.length).toBeLessThanOrEqual(3_000)
  })
})
