import { expect, test } from 'vitest'
import { alertOf, AT, groupOf, messageOf } from '../alert-for-test.ts'
import { serviceNowEvents } from './servicenow.ts'

test('a finding as ServiceNow has it, and its end', () => {
  const closed = messageOf({ occasion: 'closed', alert: alertOf({ until: AT - 1_000 }) })
  expect([serviceNowEvents(messageOf()), serviceNowEvents(closed)]).toMatchInlineSnapshot(`
    [
      {
        "records": [
          {
            "additional_info": "{"finding":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","occasion":"opened","severity":"high","subject":"jti-1","owner":"team-payments","identity":"spiffe://example.org/checkout","workload":"pod-1","issuer":"https://broker.example","environment":"production","since":"2025-12-31T23:59:00.000Z"}",
            "description": "L01 Credential outlives its workload: jti-1 (high) is open",
            "event_class": "Lifespan default",
            "message_key": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "metric_name": "L01",
            "node": "pod-1",
            "resolution_state": "New",
            "resource": "jti-1",
            "severity": "2",
            "source": "Lifespan",
            "time_of_event": "2026-01-01 00:00:00",
            "type": "L01 Credential outlives its workload",
          },
        ],
      },
      {
        "records": [
          {
            "additional_info": "{"finding":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","occasion":"closed","severity":"high","subject":"jti-1","owner":"team-payments","identity":"spiffe://example.org/checkout","workload":"pod-1","issuer":"https://broker.example","environment":"production","since":"2025-12-31T23:59:00.000Z","until":"2025-12-31T23:59:59.000Z"}",
            "description": "L01 Credential outlives its workload: jti-1 (high) is over",
            "event_class": "Lifespan default",
            "message_key": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "metric_name": "L01",
            "node": "pod-1",
            "resolution_state": "Closing",
            "resource": "jti-1",
            "severity": "0",
            "source": "Lifespan",
            "time_of_event": "2026-01-01 00:00:00",
            "type": "L01 Credential outlives its workload",
          },
        ],
      },
    ]
  `)
})

test('several findings are as many events, each with a key of its own', () => {
  const { records } = serviceNowEvents(messageOf({ group: groupOf() })) as { records: Record<string, string>[] }
  expect(records.map(({ message_key, severity }) => [message_key![0], severity])).toEqual([
    ['a', '1'],
    ['c', '2'],
    ['d', '0'],
  ])
})
