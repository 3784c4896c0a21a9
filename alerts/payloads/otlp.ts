import type { Severity } from '../../schemas/policy.ts'
import { formatRfc3339, toNanos, type Millis } from '../../schemas/time.ts'
import { SCHEMA_URL, type AttributeName } from '../../schemas/vocabulary.ts'
import { endOf, isEnd, type Alert } from '../alert.ts'
import { membersOf, type Member, type Message } from '../message.ts'
import { clipped, headline } from './text.ts'

/** INFO2, WARN, ERROR, ERROR2: what syslog's notice, warning, error and critical are (OpenTelemetry: Logs Data Model, Appendix B). */
const SEVERITIES: Readonly<Record<Severity, number>> = { low: 10, medium: 13, high: 17, critical: 18 }
/** INFO: of what is over nobody needs to be woken. */
const OVER = 9
/** What is read of an attribute is up to whoever reads; OpenTelemetry's own limit is a matter of its SDKs. */
const LONGEST = 4_096

/** By the vocabulary's names; of the finding itself, for which it has none, by names of their own. */
type Attributes = Readonly<{ [Name in AttributeName | `lifespan.${string}`]?: string }>

/** Findings as log records (OTLP 1.x, JSON: ExportLogsServiceRequest), with the attributes that Lifespan itself reads. */
export const otlpLogs = (message: Message): object => ({
  resourceLogs: [
    {
      resource: { attributes: [attribute('service.name', 'lifespan')] },
      scopeLogs: [
        {
          scope: { name: 'lifespan.alerts' },
          schemaUrl: SCHEMA_URL,
          logRecords: membersOf(message).map((member) => recordOf(member, message)),
        },
      ],
    },
  ],
})

function recordOf({ alert, occasion }: Member, { id, at }: Message): object {
  const said = Object.entries({ ...attributesOf(alert), 'lifespan.message.id': id })
  return {
    timeUnixNano: nanos(at),
    observedTimeUnixNano: nanos(at),
    severityNumber: isEnd(occasion) ? OVER : SEVERITIES[alert.severity],
    severityText: alert.severity,
    eventName: `lifespan.finding.${occasion}`,
    body: { stringValue: clipped(headline(alert, occasion), LONGEST) },
    attributes: said.filter(([, value]) => value !== '').map(([name, value]) => attribute(name, value)),
  }
}

function attributesOf(alert: Alert): Attributes {
  const end = endOf(alert)
  const isCredential = alert.kind === 'credential'
  return {
    'lifespan.finding.id': alert.id,
    'lifespan.finding.rule': alert.rule,
    'lifespan.finding.since': formatRfc3339(alert.since),
    'lifespan.finding.until': end === null ? '' : formatRfc3339(end),
    'lifespan.tenant': alert.tenant,
    'lifespan.chain_root': alert.chainRoot,
    'credential.id': isCredential ? alert.subject : '',
    'credential.issuer': alert.issuer,
    'credential.subject': isCredential ? alert.identity : alert.subject,
    'owner.id': alert.owner,
    'workload.instance.id': alert.workload,
    'deployment.environment.name': alert.environment,
  }
}

/** 64-bit numbers are texts in JSON (protobuf: ProtoJSON). */
const nanos = (at: Millis): string => String(toNanos(at))

const attribute = (key: string, value: string) => ({ key, value: { stringValue: clipped(value, LONGEST) } })
