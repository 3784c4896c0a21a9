import { z } from 'zod'
import { SEVERITIES } from '../../schemas/policy.ts'
import type { EndpointType } from '../../schemas/config-endpoints.ts'

/** Whole characters, and none that nobody sees. */
const line = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((text) => text.isWellFormed() && !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(text), 'is no line')
const DateTime = z.iso.datetime({ precision: 3 })
const id = z.string().regex(/^(?:[0-9a-f]{32}|grp_[0-9a-f]{32})$/)

/** OCSF 1.6.0 (schema.ocsf.io): classes 2004 and 2005, as far as they are used. */
const ocsfResource = z.strictObject({
  uid: z.string(),
  type: z.string(),
  namespace: z.string().optional(),
  owner: z.strictObject({ uid: z.string() }).optional(),
})
const ocsfFindingInfo = z.strictObject({
  uid: id,
  title: z.string(),
  types: z.array(z.string()),
  first_seen_time: z.int(),
  created_time: z.int(),
  analytic: z.strictObject({ uid: z.string(), name: z.string(), type_id: z.literal(1), type: z.literal('Rule') }),
  attacks: z.array(z.strictObject({ technique: z.strictObject({ uid: z.string().regex(/^T\d{4}(\.\d{3})?$/) }) })),
  tags: z.array(z.strictObject({ name: z.string(), values: z.array(z.string()) })),
})
const ocsfBase = {
  category_uid: z.literal(2),
  category_name: z.literal('Findings'),
  activity_id: z.int().min(1).max(3),
  activity_name: z.enum(['Create', 'Update', 'Close']),
  type_uid: z.int(),
  time: z.int(),
  severity_id: z.int().min(2).max(5),
  severity: z.enum(['Low', 'Medium', 'High', 'Critical']),
  status: z.string(),
  message: z.string(),
  metadata: z.strictObject({
    version: z.literal('1.6.0'),
    product: z.strictObject({ name: z.string(), vendor_name: z.string() }),
    tenant_uid: z.string(),
    correlation_uid: id,
  }),
  unmapped: z.looseObject({}),
}
const ocsf = z.discriminatedUnion('class_uid', [
  z.strictObject({
    ...ocsfBase,
    class_uid: z.literal(2004),
    class_name: z.literal('Detection Finding'),
    start_time: z.int(),
    end_time: z.int().optional(),
    status_id: z.int().min(1).max(4),
    finding_info: ocsfFindingInfo,
    resources: z.array(ocsfResource).min(1),
  }),
  z.strictObject({
    ...ocsfBase,
    class_uid: z.literal(2005),
    class_name: z.literal('Incident Finding'),
    count: z.int(),
    desc: z.string(),
    status_id: z.int().min(1).max(4),
    finding_info_list: z.array(ocsfFindingInfo).min(1),
  }),
])

/** CloudEvents 1.0.2, JSON format: context attributes, names of 20 small letters and digits at the most. */
const cloudevents = z.strictObject({
  specversion: z.literal('1.0'),
  id: z.string().min(1),
  source: z.string().regex(/^\/lifespan\/[\w.~!*'()%-]+$/),
  type: z.string().regex(/^lifespan\.findings?(\.\w+)?$/),
  subject: id,
  time: DateTime,
  datacontenttype: z.literal('application/json'),
  data: ocsf,
})

/** Slack: Block Kit reference, chat.postMessage: lengths and counts; `<` would begin a link or a mention. */
const harmless = (most: number) => line(most).refine((text) => !/[<>]/.test(text), 'may call somebody')
const plainText = (most: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: line(most), emoji: z.boolean() })
const mrkdwn = (most: number) =>
  z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().refine((text) => text.split('\n').every((one) => harmless(most).safeParse(one).success)),
    verbatim: z.literal(true),
  })
const slack = z.strictObject({
  text: harmless(4_000),
  blocks: z
    .array(
      z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('header'), text: plainText(150) }),
        z.strictObject({
          type: z.literal('section'),
          text: mrkdwn(3_000).optional(),
          fields: z.array(mrkdwn(2_000)).min(1).max(10).optional(),
        }),
        z.strictObject({ type: z.literal('context'), elements: z.array(plainText(3_000)).min(1).max(10) }),
      ]),
    )
    .max(50),
})

/** Microsoft: Create incoming webhooks with Workflows; the card itself is read by its own library (`published.test.ts`). */
const teams = z.strictObject({
  type: z.literal('message'),
  attachments: z.tuple([
    z.strictObject({
      contentType: z.literal('application/vnd.microsoft.card.adaptive'),
      contentUrl: z.null(),
      content: z.looseObject({ type: z.literal('AdaptiveCard'), version: z.literal('1.4') }),
    }),
  ]),
})

/** PagerDuty: Send an event (Events API v2). */
const pagerduty = z.discriminatedUnion('event_action', [
  z.strictObject({ event_action: z.literal('resolve'), routing_key: z.string(), dedup_key: z.string().max(255) }),
  z.strictObject({
    event_action: z.literal('trigger'),
    routing_key: z.string(),
    dedup_key: z.string().max(255),
    payload: z.strictObject({
      summary: line(1_024),
      source: z.string().min(1),
      severity: z.enum(['critical', 'error', 'warning', 'info']),
      timestamp: DateTime,
      component: z.string().optional(),
      group: z.string().optional(),
      class: z.string(),
      custom_details: z.record(z.string(), z.string()),
    }),
  }),
])

/** Opsgenie: Alert API, Create Alert and Close Alert. */
const opsgenie = z.union([
  z.strictObject({ source: z.string().max(100), note: line(25_000) }),
  z.strictObject({
    message: line(130),
    alias: z.string().max(512),
    description: z.string().max(15_000),
    entity: line(512),
    source: z.string().max(100),
    priority: z.enum(['P1', 'P2', 'P3', 'P4', 'P5']),
    tags: z.array(line(50)).max(20),
    details: z
      .record(z.string(), z.string())
      .refine(
        (all) => Object.entries(all).reduce((sum, [name, value]) => sum + name.length + value.length, 0) <= 8_000,
      ),
  }),
])

/** Splunk: Format events for HTTP Event Collector; indexed fields are flat. */
const splunk = z.strictObject({
  time: z.number(),
  source: z.string(),
  sourcetype: z.string(),
  fields: z.record(z.string(), z.string()),
  event: ocsf,
})

/** ServiceNow: Pushing events to the instance using web service API; Event field format. */
const servicenow = z.strictObject({
  records: z.array(
    z.strictObject({
      source: line(100),
      event_class: line(100),
      node: line(100),
      resource: line(100),
      type: line(100),
      metric_name: line(100),
      message_key: id,
      severity: z.enum(['0', '1', '2', '3', '4', '5']),
      resolution_state: z.enum(['New', 'Closing']),
      time_of_event: z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
      description: line(1_000),
      additional_info: z
        .string()
        .transform((text) => JSON.parse(text) as unknown)
        .pipe(z.record(z.string().regex(/^[a-z_]+$/), line(1_000))),
    }),
  ),
})

/** Alertmanager: api/v2/openapi.yaml (postableAlerts); names of labels and annotations as Prometheus' data model has them. */
const labels = z.record(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/), line(1_024))
const alertmanager = z.array(
  z
    .strictObject({
      labels: labels.refine((all) => 'alertname' in all && !('severity' in all)),
      annotations: labels,
      startsAt: DateTime,
      endsAt: DateTime,
    })
    .refine(({ startsAt, endsAt }) => endsAt >= startsAt, 'ends before it begins'),
)

/** Alertmanager: webhook_config, version 4 (notify/webhook, template.Data). */
const status = z.enum(['firing', 'resolved'])
const webhook4 = z.strictObject({
  version: z.literal('4'),
  groupKey: z.string().min(1),
  truncatedAlerts: z.int(),
  status,
  receiver: z.string(),
  groupLabels: labels,
  commonLabels: labels,
  commonAnnotations: labels,
  externalURL: z.string(),
  alerts: z.array(
    z.strictObject({
      status,
      labels,
      annotations: labels,
      startsAt: DateTime,
      endsAt: z.union([DateTime, z.literal('0001-01-01T00:00:00Z')]),
      generatorURL: z.string(),
      fingerprint: z.string().regex(/^[0-9a-f]{16}$/),
    }),
  ),
})

/** opentelemetry-proto 1.x: logs.proto, common.proto, as ProtoJSON writes them (OTLP: JSON Protobuf Encoding). */
const attributes = z
  .array(
    z.strictObject({
      key: z.string().regex(/^[a-z][a-z0-9_.]*$/),
      value: z.strictObject({ stringValue: z.string().max(4_096) }),
    }),
  )
  .refine((all) => new Set(all.map(({ key }) => key)).size === all.length, 'names one twice')
const nanos = z.string().regex(/^\d{19}$/)
const otlp = z.strictObject({
  resourceLogs: z.array(
    z.strictObject({
      resource: z.strictObject({ attributes }),
      scopeLogs: z.array(
        z.strictObject({
          scope: z.strictObject({ name: z.string() }),
          schemaUrl: z.url(),
          logRecords: z.array(
            z.strictObject({
              timeUnixNano: nanos,
              observedTimeUnixNano: nanos,
              severityNumber: z.int().min(1).max(24),
              severityText: z.string(),
              eventName: z.string(),
              body: z.strictObject({ stringValue: line(4_096) }),
              attributes,
            }),
          ),
        }),
      ),
    }),
  ),
})

/** SSF 1.0 and CAEP 1.0, as RFC 8417 and RFC 9493 let them: the claims, before they are signed. */
const caep = z.strictObject({
  iss: z.url(),
  jti: z.string(),
  iat: z.int(),
  aud: z.string(),
  txn: id,
  sub_id: z.discriminatedUnion('format', [
    z.strictObject({ format: z.literal('jwt_id'), iss: z.string(), jti: z.string() }),
    z.strictObject({ format: z.literal('uri'), uri: z.string() }),
    z.strictObject({ format: z.literal('opaque'), id: z.string() }),
  ]),
  events: z.strictObject({
    'https://schemas.openid.net/secevent/caep/event-type/risk-level-change': z.strictObject({
      principal: z.enum(['SESSION', 'APPLICATION']),
      current_level: z.enum(['LOW', 'MEDIUM', 'HIGH']),
      risk_reason: z.string(),
      event_timestamp: z.int(),
      initiating_entity: z.literal('policy'),
      reason_admin: z.strictObject({ en: z.string().refine((text) => !/\p{Cc}/u.test(text)) }),
    }),
  }),
})

/** Our own: Standard Webhooks' payload. */
const revocation = z.strictObject({
  type: z.literal('credential.revoke'),
  timestamp: z.iso.datetime(),
  data: z.strictObject({
    credential: z.strictObject({ issuer: z.string(), id: z.string() }),
    reason: z.string().refine((text) => !/\p{Cc}/u.test(text)),
    finding: z.strictObject({ id: z.string(), rule: z.string(), severity: z.enum(SEVERITIES) }),
    tenant: z.string(),
    identity: z.string(),
    owner: z.string(),
    workload: z.string(),
    environment: z.string(),
  }),
})

/** What tools take, written down after their documents: lengths, counts and names as well. */
export const SHAPES: Readonly<Record<Exclude<EndpointType, 'syslog'>, z.ZodType>> = {
  webhook: ocsf,
  cloudevents,
  slack,
  teams,
  pagerduty,
  opsgenie,
  splunk,
  servicenow,
  alertmanager,
  'alertmanager-webhook': webhook4,
  otlp,
  caep,
  'caep-poll': caep,
  revoke: revocation,
}
