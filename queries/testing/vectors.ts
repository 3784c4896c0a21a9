import { fileURLToPath } from 'node:url'
import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { PRIVILEGES, type EventOutcome, type EventType } from '../../schemas/events.ts'
import type { ToldEvent } from './events.ts'

/** Where the model's histories lie, on machines that have them. */
const VECTORS = fileURLToPath(new URL('../../../shared/model/vectors.ndjson.gz', import.meta.url))

export const haveVectors = existsSync(VECTORS)

interface VectorEvent {
  readonly type: EventType
  readonly at: number
  readonly [field: string]: unknown
}

export interface VectorFinding {
  readonly rule: string
  readonly subject: { readonly kind: string; readonly id: string }
  readonly appears: number
  readonly since: number
  readonly until: number | null
  readonly severity: string
}

/** A history and its truth. */
export interface Vector {
  readonly seed: number
  readonly events: readonly VectorEvent[]
  readonly findings: readonly VectorFinding[]
}

/** All histories of the model. */
export function readVectors(): Vector[] {
  const [, ...lines] = gunzipSync(readFileSync(VECTORS)).toString('utf8').trim().split('\n')
  return lines.map((line) => JSON.parse(line) as Vector)
}

/** The names of the model's fields in an event. */
const NAMES: Readonly<Record<string, keyof ToldEvent>> = {
  credential: 'credential_id',
  issuer: 'issuer',
  credential_kind: 'credential_kind',
  workload: 'workload_id',
  workload_kind: 'workload_kind',
  identity: 'identity',
  platform: 'platform',
  parent: 'parent_id',
  parent_issuer: 'parent_issuer',
  delegation: 'delegation',
  not_after: 'not_after',
  renewable: 'renewable',
  production: 'prod',
  owner: 'owner_id',
  until: 'owner_until',
}

/** A history's event as one of its own tenant. */
export function toldEvent(seed: number, event: VectorEvent): ToldEvent {
  const said = Object.entries(NAMES).flatMap(([field, name]) => {
    const value = event[field]
    return value === undefined || value === null ? [] : [[name, value] as const]
  })
  return {
    ...Object.fromEntries(said),
    tenant: String(seed),
    type: event.type,
    at: event.at,
    outcome: outcomeOf(event),
    privilege: PRIVILEGES.indexOf((event['privilege'] ?? '') as (typeof PRIVILEGES)[number]),
    irrevocable: event['revocable'] === false,
  }
}

function outcomeOf(event: VectorEvent): EventOutcome {
  if (event.type === 'credential.used') return event['outcome'] as EventOutcome
  return event['ok'] === false ? 'failed' : 'ok'
}
