import { expect, test } from 'vitest'
import { alertOf, groupOf, messageOf } from '../alert-for-test.ts'
import { otlpLogs } from './otlp.ts'

interface Logs {
  readonly resourceLogs: readonly {
    readonly scopeLogs: readonly { readonly logRecords: readonly Record<string, unknown>[] }[]
  }[]
}
const recordsOf = (logs: object) => (logs as Logs).resourceLogs[0]!.scopeLogs[0]!.logRecords

test('a finding as a log record', () => {
  expect(otlpLogs(messageOf())).toMatchInlineSnapshot(`
    {
      "resourceLogs": [
        {
          "resource": {
            "attributes": [
              {
                "key": "service.name",
                "value": {
                  "stringValue": "lifespan",
                },
              },
            ],
          },
          "scopeLogs": [
            {
              "logRecords": [
                {
                  "attributes": [
                    {
                      "key": "lifespan.finding.id",
                      "value": {
                        "stringValue": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                      },
                    },
                    {
                      "key": "lifespan.finding.rule",
                      "value": {
                        "stringValue": "L01",
                      },
                    },
                    {
                      "key": "lifespan.finding.since",
                      "value": {
                        "stringValue": "2025-12-31T23:59:00.000Z",
                      },
                    },
                    {
                      "key": "lifespan.tenant",
                      "value": {
                        "stringValue": "default",
                      },
                    },
                    {
                      "key": "credential.id",
                      "value": {
                        "stringValue": "jti-1",
                      },
                    },
                    {
                      "key": "credential.issuer",
                      "value": {
                        "stringValue": "https://broker.example",
                      },
                    },
                    {
                      "key": "credential.subject",
                      "value": {
                        "stringValue": "spiffe://example.org/checkout",
                      },
                    },
                    {
                      "key": "owner.id",
                      "value": {
                        "stringValue": "team-payments",
                      },
                    },
                    {
                      "key": "workload.instance.id",
                      "value": {
                        "stringValue": "pod-1",
                      },
                    },
                    {
                      "key": "deployment.environment.name",
                      "value": {
                        "stringValue": "production",
                      },
                    },
                    {
                      "key": "lifespan.message.id",
                      "value": {
                        "stringValue": "msg_1",
                      },
                    },
                  ],
                  "body": {
                    "stringValue": "L01 Credential outlives its workload: jti-1 (high) is open",
                  },
                  "eventName": "lifespan.finding.opened",
                  "observedTimeUnixNano": "1767225600000000000",
                  "severityNumber": 17,
                  "severityText": "high",
                  "timeUnixNano": "1767225600000000000",
                },
              ],
              "schemaUrl": "https://lifespan.example/schemas/0.1.0",
              "scope": {
                "name": "lifespan.alerts",
              },
            },
          ],
        },
      ],
    }
  `)
})

test('several findings are as many records; what is over is for information', () => {
  const records = recordsOf(otlpLogs(messageOf({ group: groupOf() })))
  expect(records.map(({ eventName, severityNumber }) => [eventName, severityNumber])).toEqual([
    ['lifespan.finding.opened', 18],
    ['lifespan.finding.opened', 17],
    ['lifespan.finding.closed', 9],
  ])
})

test('of an identity it says whom it is about, and no credential', () => {
  const [record] = recordsOf(
    otlpLogs(messageOf({ alert: alertOf({ kind: 'identity', subject: 'role-1', issuer: '' }) })),
  )
  const said = JSON.stringify(record)
  expect(said).toContain('{"key":"credential.subject","value":{"stringValue":"role-1"}}')
  expect(said).not.toMatch(/credential\.(id|issuer)/)
})
