import { describe, expect, test } from 'vitest'
import { HOUR } from '../../schemas/time.ts'
import { alertOf, AT, groupOf, messageOf } from '../alert-for-test.ts'
import type { Alert, Occasion } from '../alert.ts'
import { alertmanagerWebhook } from './alertmanager-webhook.ts'
import { alertmanagerAlerts, labelsOf } from './alertmanager.ts'
import { fingerprintOf } from './fingerprint.ts'

const NOW = AT + HOUR

test('a finding as Alertmanager has it', () => {
  expect(alertmanagerAlerts(messageOf(), NOW)).toMatchInlineSnapshot(`
    [
      {
        "annotations": {
          "environment": "production",
          "explain": "npx lifespan explain aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
          "identity": "spiffe://example.org/checkout",
          "issuer": "https://broker.example",
          "owner": "team-payments",
          "severity": "high",
          "since": "2025-12-31T23:59:00.000Z",
          "summary": "L01 Credential outlives its workload: jti-1 (high) is open",
          "workload": "pod-1",
        },
        "endsAt": "2026-01-01T05:00:00.000Z",
        "labels": {
          "alertname": "LifespanL01",
          "finding": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
          "issuer": "https://broker.example",
          "kind": "credential",
          "rule": "L01",
          "subject": "jti-1",
          "tenant": "default",
        },
        "startsAt": "2025-12-31T23:59:00.000Z",
      },
    ]
  `)
})

describe('in Alertmanager', () => {
  const endsAt = (occasion: Occasion, said: Partial<Alert>) => {
    const [alert] = alertmanagerAlerts(messageOf({ occasion, alert: alertOf(said) }), NOW) as { endsAt: string }[]
    return Date.parse(alert!.endsAt)
  }

  test('a finding stands for four hours from when it is sent, be it late, and no longer than it does', () => {
    expect([endsAt('opened', {}), endsAt('repeated', {})]).toEqual([NOW + 4 * HOUR, NOW + 4 * HOUR])
    expect(endsAt('opened', { until: NOW + HOUR })).toBe(NOW + HOUR)
  })

  test('is over when it ended; one that was none, when that is said, and never before it began', () => {
    expect(endsAt('closed', { until: AT - 1_000 })).toBe(AT - 1_000)
    expect(endsAt('retracted', { retracted: true })).toBe(AT)
    expect(endsAt('retracted', { since: AT + 5_000, retracted: true })).toBe(AT + 5_000)
  })

  test('it is the same alert whatever changes of it', () => {
    const before = alertOf()
    const after = {
      severity: 'critical',
      owner: 'other',
      environment: '',
      identity: '',
      workload: 'w',
      hash: 'h',
      since: AT,
    } as const
    expect(labelsOf(alertOf(after))).toEqual(labelsOf(before))
  })

  test('what is empty is no label and no annotation', () => {
    const alert = alertOf({ kind: 'identity', issuer: '', owner: '', environment: '' })
    const [told] = alertmanagerAlerts(messageOf({ alert }), NOW) as { labels: object; annotations: object }[]
    expect(Object.values({ ...told!.labels, ...told!.annotations })).not.toContain('')
    expect(Object.keys(told!.labels)).not.toContain('issuer')
  })

  test('it has the fingerprint that Alertmanager 0.28.1 gave it', () => {
    expect(fingerprintOf(labelsOf(alertOf()))).toBe('aef9cea9f02de745')
  })
})

test('a finding as Alertmanager tells of it', () => {
  expect(alertmanagerWebhook(messageOf(), 'hook')).toMatchInlineSnapshot(`
    {
      "alerts": [
        {
          "annotations": {
            "environment": "production",
            "explain": "npx lifespan explain aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "identity": "spiffe://example.org/checkout",
            "issuer": "https://broker.example",
            "owner": "team-payments",
            "severity": "high",
            "since": "2025-12-31T23:59:00.000Z",
            "summary": "L01 Credential outlives its workload: jti-1 (high) is open",
            "workload": "pod-1",
          },
          "endsAt": "0001-01-01T00:00:00Z",
          "fingerprint": "aef9cea9f02de745",
          "generatorURL": "",
          "labels": {
            "alertname": "LifespanL01",
            "finding": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "issuer": "https://broker.example",
            "kind": "credential",
            "rule": "L01",
            "subject": "jti-1",
            "tenant": "default",
          },
          "startsAt": "2025-12-31T23:59:00.000Z",
          "status": "firing",
        },
      ],
      "commonAnnotations": {
        "environment": "production",
        "explain": "npx lifespan explain aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "identity": "spiffe://example.org/checkout",
        "issuer": "https://broker.example",
        "owner": "team-payments",
        "severity": "high",
        "since": "2025-12-31T23:59:00.000Z",
        "summary": "L01 Credential outlives its workload: jti-1 (high) is open",
        "workload": "pod-1",
      },
      "commonLabels": {
        "alertname": "LifespanL01",
        "finding": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "issuer": "https://broker.example",
        "kind": "credential",
        "rule": "L01",
        "subject": "jti-1",
        "tenant": "default",
      },
      "externalURL": "",
      "groupKey": "lifespan/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
      "groupLabels": {
        "finding": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
      },
      "receiver": "hook",
      "status": "firing",
      "truncatedAlerts": 0,
      "version": "4",
    }
  `)
})

test('several findings as Alertmanager tells of them: resolved when none of the group stands any more', () => {
  const told = alertmanagerWebhook(messageOf({ group: groupOf() }), 'hook') as { alerts: { status: string }[] }
  expect(told).toMatchObject({
    status: 'firing',
    groupKey: `lifespan/grp_${'b'.repeat(32)}`,
    groupLabels: { owner: 'team-payments' },
    commonLabels: { alertname: 'LifespanL01', rule: 'L01', issuer: 'https://broker.example' },
  })
  expect(told.alerts.map(({ status }) => status)).toEqual(['firing', 'firing', 'resolved'])
  const over = groupOf({ members: groupOf().members.slice(2), counts: { closed: 1 }, open: 0 })
  expect(alertmanagerWebhook(messageOf({ group: over }), 'hook')).toMatchObject({ status: 'resolved' })
})
