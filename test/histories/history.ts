import type { LifecycleEvent, Privilege } from '../../schemas/events.ts'
import { PRIVILEGES } from '../../schemas/events.ts'
import { toNanos } from '../../schemas/time.ts'

/** An event of a history, in the form of the shared vectors (`model/README.md`): what is not said is absent. */
export interface HistoryEvent {
  readonly type: LifecycleEvent['type']
  readonly at: number
  readonly credential?: string
  readonly issuer?: string
  readonly credential_kind?: string
  readonly workload?: string
  readonly workload_kind?: string
  readonly identity?: string
  readonly platform?: boolean
  readonly parent?: string
  readonly parent_issuer?: string
  readonly delegation?: string
  readonly not_after?: number
  readonly privilege?: Privilege
  readonly renewable?: boolean
  readonly revocable?: boolean
  readonly production?: boolean
  readonly ok?: boolean
  readonly outcome?: 'ok' | 'denied' | 'accepted' | 'allowed' | 'refused'
  readonly owner?: string | null
  readonly until?: number
}

/** A finding as the vectors have it; `until` is null for never and for none. */
export interface HistoryFinding {
  readonly rule: string
  readonly subject: { readonly kind: string; readonly id: string }
  readonly appears: number
  readonly since: number
  readonly until: number | null
  readonly severity: string
}

export interface History {
  readonly seed: number
  readonly events: readonly HistoryEvent[]
  readonly findings: readonly HistoryFinding[]
}

const defined = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T

/** What an adapter would say of it. */
export function toLifecycleEvent(event: HistoryEvent): LifecycleEvent {
  return defined({
    type: event.type,
    outcome: event.outcome ?? (event.ok === false ? 'failed' : 'ok'),
    time: toNanos(event.at),
    credential_id: event.credential,
    issuer: event.issuer,
    credential_kind: event.credential_kind,
    workload_id: event.workload,
    workload_kind: event.workload_kind,
    identity: event.identity,
    platform: event.platform,
    parent_id: event.parent,
    parent_issuer: event.parent_issuer,
    delegation: event.delegation,
    not_after: event.not_after,
    privilege: event.privilege === undefined ? undefined : PRIVILEGES.indexOf(event.privilege),
    renewable: event.renewable,
    irrevocable: event.revocable === undefined ? undefined : !event.revocable,
    prod: event.production,
    owner_id: event.owner ?? undefined,
    owner_until: event.until,
  }) as LifecycleEvent
}
