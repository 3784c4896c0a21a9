import {
  EVENT_COLUMNS,
  EVENT_TYPES,
  OUTCOMES,
  STATIC_KINDS,
  type EventColumnName,
  type KeyColumnName,
  type LifecycleEvent,
  type Storage,
} from './events.ts'
import { KEY_WORDS, type Keyring, type KeyKind } from './keys.ts'
import { NEVER, toMillis } from './time.ts'

/** How a column of a batch lies in memory: keys as four words a row, flags, ranks and codes as bytes, times as ms, nanos as they are. */
interface ColumnData {
  text: string[]
  word: string[]
  key: Uint32Array<ArrayBuffer>
  nanos: BigInt64Array<ArrayBuffer>
  time: Float64Array<ArrayBuffer>
  flag: Uint8Array<ArrayBuffer>
  rank: Uint8Array<ArrayBuffer>
  type: Uint8Array<ArrayBuffer>
  outcome: Uint8Array<ArrayBuffer>
  map: Readonly<Record<string, string>>[]
}

export type BatchColumns = { [N in EventColumnName]: ColumnData[(typeof EVENT_COLUMNS)[N]['storage']] }

/** What the collector adds to what a record says. `eventId`: the parts that identify the event at its source. */
export interface Stamp {
  readonly tenant: string
  readonly source: string
  readonly authority: boolean
  readonly eventId: readonly string[]
}

type Typed = Uint32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Uint8Array<ArrayBuffer>

const make: { readonly [S in Storage]: (rows: number) => ColumnData[S] } = {
  text: () => [],
  word: () => [],
  key: (rows) => new Uint32Array(rows * KEY_WORDS),
  nanos: (rows) => new BigInt64Array(rows),
  time: (rows) => new Float64Array(rows),
  flag: (rows) => new Uint8Array(rows),
  rank: (rows) => new Uint8Array(rows),
  type: (rows) => new Uint8Array(rows),
  outcome: (rows) => new Uint8Array(rows),
  map: () => [],
}

const TYPE_CODES = new Map(EVENT_TYPES.map((type, code) => [type, code]))
const OUTCOME_CODES = new Map(OUTCOMES.map((outcome, code) => [outcome, code]))
const NAMES = Object.keys(EVENT_COLUMNS) as EventColumnName[]
const NOTHING: Readonly<Record<string, string>> = Object.freeze({})

/** A unit of flow: many events, column by column, as the log stores them and the correlator merges them. */
export class EventBatch {
  length = 0
  columns: BatchColumns
  /** The event's time in ms, floored: the time that every fact has. */
  at: Float64Array<ArrayBuffer>
  #capacity: number

  constructor(capacity = 256, columns = columnsFor(capacity)) {
    this.#capacity = capacity
    this.at = new Float64Array(capacity)
    this.columns = columns
  }

  /** Adds one event with its stamp and what follows from both: ids' keys, and the flags that rules read. */
  push(event: LifecycleEvent, stamp: Stamp, keyring: Keyring): void {
    if (this.length === this.#capacity) this.#grow()
    const row = this.length++
    const { columns } = this
    columns.tenant[row] = stamp.tenant
    columns.source[row] = stamp.source
    columns.authority[row] = stamp.authority ? 1 : 0
    keyring.key('event', stamp.eventId, columns.event_id, row * KEY_WORDS)
    this.#say(row, event)
    this.#derive(row, event, stamp.tenant, keyring)
  }

  /** Some of the events, in a batch of their own. */
  pick(events: readonly number[]): EventBatch {
    const columns: Partial<Record<EventColumnName, ColumnData[Storage]>> = {}
    for (const name of NAMES) columns[name] = pickFrom(this.columns[name], EVENT_COLUMNS[name].storage, events)
    const batch = new EventBatch(events.length, columns as BatchColumns)
    batch.length = events.length
    for (let n = 0; n < events.length; n++) batch.at[n] = this.at[events[n]!]!
    return batch
  }

  /** Stamps all events with the moment at which the log takes them. Milliseconds. */
  receive(at: number): void {
    this.columns.received_at.fill(at, 0, this.length)
  }

  #say(row: number, event: LifecycleEvent): void {
    const { columns } = this
    columns.type[row] = TYPE_CODES.get(event.type)!
    columns.outcome[row] = OUTCOME_CODES.get(event.outcome)!
    columns.time[row] = event.time
    this.at[row] = toMillis(event.time)
    for (const name of TEXTS) columns[name][row] = event[name] ?? ''
    for (const name of FLAGS) columns[name][row] = event[name] === true ? 1 : 0
    columns.not_after[row] = Math.min(event.not_after ?? 0, NEVER)
    columns.owner_until[row] = Math.min(event.owner_until ?? 0, NEVER)
    columns.privilege[row] = event.privilege ?? 0
    columns.attributes[row] = event.attributes ?? NOTHING
  }

  #derive(row: number, event: LifecycleEvent, tenant: string, keyring: Keyring): void {
    const { columns } = this
    const key = (column: KeyColumnName, kind: KeyKind, issuer: string, id: string | undefined) => {
      if (id) keyring.key(kind, [tenant, issuer, id], columns[column], row * KEY_WORDS)
    }
    key('credential_key', 'credential', event.issuer ?? '', event.credential_id)
    key('workload_key', 'workload', '', event.workload_id)
    key('identity_key', 'identity', '', event.identity)
    key('parent_key', 'credential', event.parent_issuer ?? '', event.parent_id)
    key('owner_key', 'owner', '', event.owner_id)
    columns.static[row] = STATIC_KINDS.includes(event.credential_kind ?? '') ? 1 : 0
    columns.has_parent[row] = makesLink(event) ? 1 : 0
  }

  #grow(): void {
    this.#capacity *= 2
    this.at = grown(this.at, this.#capacity)
    const columns = this.columns as Record<EventColumnName, ColumnData[Storage]>
    for (const name of NAMES) {
      const data = columns[name]
      if (!Array.isArray(data)) columns[name] = grown(data, data.length * 2) as ColumnData[Storage]
    }
  }
}

function columnsFor(capacity: number): BatchColumns {
  const columns = NAMES.map((name) => [name, make[EVENT_COLUMNS[name].storage](capacity)])
  return Object.fromEntries(columns)
}

type SaidOf<S extends Storage> = {
  [N in EventColumnName]: (typeof EVENT_COLUMNS)[N] extends { storage: S; origin: 'said' } ? N : never
}[EventColumnName]

const saidOf = <S extends Storage>(...storages: S[]) =>
  NAMES.filter(
    (name) => EVENT_COLUMNS[name].origin === 'said' && storages.includes(EVENT_COLUMNS[name].storage as S),
  ) as SaidOf<S>[]

const TEXTS = saidOf('text', 'word')
const FLAGS = saidOf('flag')

/** Whether the event makes one credential the parent of another: not by a login, and nobody is its own parent. */
function makesLink(event: LifecycleEvent): boolean {
  if (!event.parent_id || event.delegation === 'login') return false
  return event.parent_id !== event.credential_id || (event.parent_issuer ?? '') !== (event.issuer ?? '')
}

function pickFrom(data: ColumnData[Storage], storage: Storage, events: readonly number[]): ColumnData[Storage] {
  if (Array.isArray(data)) return events.map((event) => data[event]!) as ColumnData[Storage]
  const picked = make[storage](events.length) as Typed
  const width = storage === 'key' ? KEY_WORDS : 1
  for (let n = 0; n < events.length; n++) {
    const from = events[n]! * width
    for (let word = 0; word < width; word++) picked[n * width + word] = data[from + word]!
  }
  return picked
}

function grown<T extends Typed>(data: T, length: number): T {
  const larger = new (data.constructor as new (length: number) => T)(length)
  larger.set(data as never)
  return larger
}
