import type { ClickHouse } from '../../clickhouse/client.ts'
import { EventBatch } from '../../schemas/batch.ts'
import {
  EVENT_COLUMNS,
  EVENT_TYPES,
  OUTCOMES,
  type EventColumnName,
  type LifecycleEvent,
} from '../../schemas/events.ts'
import { createKeyring } from '../../schemas/keys.ts'

/** An event as a test tells it. `time` is in milliseconds, like everything else; the outcome is `ok` unless said. */
export type ToldEvent = Omit<Partial<LifecycleEvent>, 'time' | 'type'> & {
  readonly type: LifecycleEvent['type']
  readonly at: number
  readonly tenant?: string
  readonly source?: string
  readonly receivedAt?: number
}

/** Keys as the system makes them, under a hash key that tests share. */
const keyring = createKeyring(new Uint8Array(16).fill(7))

/** When events are received unless they say so. */
export const RECEIVED_AT = Date.UTC(2026, 0, 1)

const NAMES = Object.keys(EVENT_COLUMNS) as EventColumnName[]

const STRUCTURE: Partial<Record<string, string>> = {
  nanos: 'Int64',
  time: 'Int64',
  flag: 'UInt8',
  rank: 'UInt8',
  map: 'Map(String, String)',
}

const STORED: Partial<Record<string, (name: string) => string>> = {
  key: (name) => `unhex(${name})`,
  nanos: (name) => `fromUnixTimestamp64Nano(${name}, 'UTC')`,
  time: (name) => `fromUnixTimestamp64Milli(${name}, 'UTC')`,
}

/** Puts events into `lifespan.events`, with the keys and derived columns that the collector gives them. */
export async function insertEvents(client: ClickHouse, events: readonly ToldEvent[]): Promise<void> {
  const structure = NAMES.map((name) => `${name} ${STRUCTURE[EVENT_COLUMNS[name].storage] ?? 'String'}`).join(', ')
  const select = NAMES.map((name) => STORED[EVENT_COLUMNS[name].storage]?.(name) ?? name).join(', ')
  const rows = rowsOf(events)
  for (let at = 0; at < rows.length; at += 20_000) {
    const data = rows.slice(at, at + 20_000).join('\n')
    await client.command(
      `INSERT INTO lifespan.events (${NAMES.join(', ')}) SELECT ${select} FROM input('${structure}') FORMAT JSONEachRow\n${data}`,
    )
  }
}

function rowsOf(events: readonly ToldEvent[]): string[] {
  const batch = new EventBatch()
  events.forEach(({ at, tenant = 'default', source = 'test', ...told }, index) => {
    const { receivedAt, ...said } = told
    const event = { outcome: 'ok', ...said, time: BigInt(at) * 1_000_000n } as LifecycleEvent
    const eventId = [tenant, source, JSON.stringify({ at, ...said }), String(said.record_id ?? index)]
    batch.push(event, { tenant, source, authority: true, eventId }, keyring)
    batch.columns.received_at[index] = receivedAt ?? RECEIVED_AT
  })
  return events.map((_, row) =>
    JSON.stringify(Object.fromEntries(NAMES.map((name) => [name, valueOf(batch, name, row)]))),
  )
}

function valueOf({ columns }: EventBatch, name: EventColumnName, row: number): unknown {
  if (name === 'type') return EVENT_TYPES[columns.type[row]!]
  if (name === 'outcome') return OUTCOMES[columns.outcome[row]!]
  if (name === 'time') return String(columns.time[row])
  const column = columns[name]
  return column instanceof Uint32Array ? Buffer.from(column.buffer, row * 16, 16).toString('hex') : column[row]
}
