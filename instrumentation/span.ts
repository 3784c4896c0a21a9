import { randomFillSync } from 'node:crypto'
import {
  isSpanContextValid,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Context,
  type HrTime,
  type SpanContext,
  type SpanStatus,
} from '@opentelemetry/api'
import { hrTime } from './moment.ts'
import type { Occurrence } from './shared.ts'
import { SCOPE } from './tell.ts'

/** Who tells, in the form that exporters of OpenTelemetry's SDK read, of version 2 and of version 3. */
export interface Resource {
  readonly attributes: Attributes
  readonly schemaUrl: string
  readonly asyncAttributesPending: false
}

/** A span that has ended, as exporters of OpenTelemetry's SDK read it (`ReadableSpan`), of version 2 and of version 3. */
export interface EndedSpan {
  readonly name: string
  readonly kind: SpanKind
  readonly spanContext: () => SpanContext
  readonly parentSpanContext?: SpanContext
  readonly startTime: HrTime
  readonly endTime: HrTime
  readonly duration: HrTime
  readonly status: SpanStatus
  readonly attributes: Attributes
  readonly links: never[]
  readonly events: never[]
  readonly ended: true
  readonly resource: Resource
  readonly instrumentationScope: typeof SCOPE
  readonly droppedAttributesCount: 0
  readonly droppedEventsCount: 0
  readonly droppedLinksCount: 0
}

const INSTANT: HrTime = [0, 0]
const [OK, ERROR]: SpanStatus[] = [{ code: SpanStatusCode.UNSET }, { code: SpanStatusCode.ERROR }]

/** What happened, as a span within the trace that is active. Whether that one is sampled does not matter: this one is. */
export function spanOf({ name, attributes, at, failure }: Occurrence, active: Context, resource: Resource): EndedSpan {
  const parent = trace.getSpanContext(active)
  const isWithin = parent !== undefined && isSpanContextValid(parent)
  const own: SpanContext = {
    traceId: isWithin ? parent.traceId : randomHex(16),
    spanId: randomHex(8),
    traceFlags: TraceFlags.SAMPLED,
  }
  const time = hrTime(at)
  return {
    name,
    kind: SpanKind.INTERNAL,
    spanContext: () => own,
    ...(isWithin ? { parentSpanContext: parent } : {}),
    startTime: time,
    endTime: time,
    duration: INSTANT,
    status: failure === undefined ? OK! : ERROR!,
    attributes,
    links: [],
    events: [],
    ended: true,
    resource,
    instrumentationScope: SCOPE,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  }
}

/** Random bytes are had by the many. */
const pool = Buffer.alloc(4_096)
let taken = pool.length

function randomHex(bytes: number): string {
  if (taken + bytes > pool.length) {
    randomFillSync(pool)
    taken = 0
  }
  taken += bytes
  return pool.toString('hex', taken - bytes, taken)
}
