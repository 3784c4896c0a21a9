import { EVENT_TYPES } from '../../../../schemas/events.ts'
import { attribute, attributesOf, map, others, text, type Next } from './attribute-places.ts'

const TIME = '1760000000000000001'
const PAST_1970 = '-1'
/** Where the span ids of stories begin. */
const STORIES = 1_000_000

/** What an event of ours needs, lest it is rejected: with the secret as an id, if so. */
const needed = (id: string) => [
  attribute('credential.id', text(id)),
  attribute('credential.issuer', text('https://broker.example')),
  attribute('workload.instance.id', text('pod-1')),
]

const ids = (number: number) => ({
  traceId: (number + 1).toString(16).padStart(32, 'a'),
  spanId: (number + 1).toString(16).padStart(16, 'b'),
})

/** Everything of a span that says nothing of ours. */
function ordinary(next: Next, number: number): object {
  return {
    ...ids(number),
    name: `GET /${next()}`,
    traceState: `vendor=${next()}`,
    startTimeUnixNano: TIME,
    attributes: others(next, 0),
    events: [
      { timeUnixNano: TIME, name: `exception ${next()}`, attributes: [attribute('exception.message', text(next()))] },
    ],
    links: [{ ...ids(number), traceState: next(), attributes: [attribute(next(), text(next()))] }],
    status: { code: 2, message: next() },
  }
}

/** A span of ours with the secret in every place, an event of ours in it, and the same once more where it can't be true. */
export function spansOf(next: Next, number: number): object[] {
  const type = EVENT_TYPES[number % EVENT_TYPES.length]!
  const whole = { ...ordinary(next, number * 8), name: type, attributes: attributesOf(next, number) }
  const inner = {
    timeUnixNano: TIME,
    name: 'credential.used',
    attributes: [...needed(next()), ...others(next, number + 1)],
  }
  return [
    whole,
    { ...ordinary(next, number * 8 + 1), events: [inner] },
    { ...ordinary(next, number * 8 + 2), name: type, attributes: [...needed(next()), ...others(next, number + 2)] },
    { ...whole, ...ids(number * 8 + 3), startTimeUnixNano: PAST_1970 },
    { ...whole, ...ids(number * 8 + 4), attributes: others(next, number) },
    ordinary(next, number * 8 + 5),
  ]
}

/** A life that leads to findings, with the secret as the id of everything. */
export function storyOf(id: string, number: number): object[] {
  const at = (minutes: number) => ({ startTimeUnixNano: String(BigInt(TIME) + BigInt(minutes) * 60_000_000_000n) })
  const ends = new Date(Number(BigInt(TIME) / 1_000_000n) + 6 * 3_600_000).toISOString()
  const parent = [
    attribute('credential.parent.id', text(`of ${id}`)),
    attribute('credential.delegation', text('exchange')),
  ]
  const life = [...needed(id), attribute('credential.subject', text(id)), attribute('credential.not_after', text(ends))]
  const mine = life.map((one) =>
    'key' in one && one.key === 'workload.instance.id' ? attribute(one.key, text(id)) : one,
  )
  const span = (part: number, name: string, minutes: number, attributes: readonly object[]) => ({
    ...ids(STORIES + number * 8 + part),
    ...at(minutes),
    name,
    attributes,
  })
  return [
    span(0, 'credential.issued', 0, [...mine, ...parent]),
    span(1, 'workload.ended', 10, mine),
    span(2, 'credential.used', 60, mine),
    span(3, 'owner.assigned', 0, [attribute('owner.subject', text(`another ${id}`)), attribute('owner.id', text(id))]),
  ]
}

/** The same as log records, with the secret in the body too. */
export function logsOf(next: Next, number: number): object[] {
  const eventName = EVENT_TYPES[number % EVENT_TYPES.length]!
  const record = { ...ids(number), timeUnixNano: TIME, severityText: next(), body: text(next()) }
  return [
    { ...record, eventName, attributes: attributesOf(next, number + 3) },
    {
      ...record,
      eventName,
      body: map(attribute(next(), text(next()))),
      attributes: [...needed(next()), ...others(next, number)],
    },
    { ...record, eventName: next(), attributes: [...needed(next()), ...others(next, number)] },
    { ...record, eventName, attributes: others(next, number) },
    { ...record, attributes: [attribute('event.name', text(next()))] },
  ]
}

/** Around the records of a request: resource, scope and schema have the secret too. */
function around(next: Next, records: object): object {
  const resource = { attributes: others(next, 0) }
  const scope = { name: next(), version: next(), attributes: others(next, 1) }
  return { resource, schemaUrl: next(), scopes: { scope, schemaUrl: next(), ...records } }
}

/** A request of traces. */
export function tracesWith(next: Next, spans: readonly object[]): object {
  const { scopes, ...group } = around(next, { spans }) as { scopes: object }
  return { resourceSpans: [{ ...group, scopeSpans: [scopes] }] }
}

/** A request of logs. */
export function logsWith(next: Next, logRecords: readonly object[]): object {
  const { scopes, ...group } = around(next, { logRecords }) as { scopes: object }
  return { resourceLogs: [{ ...group, scopeLogs: [scopes] }] }
}
