import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { Engine, type FindingChange } from '../../correlator/engine/engine.ts'
import { RULES } from '../../correlator/rules/index.ts'
import type { Rule } from '../../correlator/rules/rule.ts'
import { EventBatch } from '../../schemas/batch.ts'
import type { Verdict } from '../../schemas/findings.ts'
import { createKeyring } from '../../schemas/keys.ts'
import { DEFAULT_POLICY } from '../../schemas/policy.ts'
import { NEVER } from '../../schemas/time.ts'
import type { HistoryEvent, HistoryFinding } from './history.ts'
import { toLifecycleEvent } from './history.ts'

export const KEYRING = createKeyring(createHash('sha256').update('lifespan test key').digest().subarray(0, 16))

/** Later than anything that a history makes appear. */
export const END_OF_TIME = NEVER * 2

const TENANT = 'default'

/** A batch of events, as the collector would have made it. */
export function batchOf(events: readonly HistoryEvent[], tenant = TENANT): EventBatch {
  const batch = new EventBatch(Math.max(1, events.length))
  addTo(batch, events, tenant)
  return batch
}

/** Adds events of a tenant to a batch. */
export function addTo(batch: EventBatch, events: readonly HistoryEvent[], tenant: string): void {
  for (const event of events) {
    const eventId = [tenant, 'test', JSON.stringify(event)]
    batch.push(toLifecycleEvent(event), { tenant, source: 'test', authority: true, eventId }, KEYRING)
  }
}

interface Posted {
  readonly tenant: string
  readonly finding: HistoryFinding
  readonly verdict: Verdict
}

/** Follows what an engine publishes, as a sink that upserts by finding. */
export class Board {
  engine: Engine
  /** What was published and should not have been: it changes nothing, or is not newer than what stood. */
  readonly complaints: string[] = []
  readonly #standing = new Map<string, Posted>()
  readonly #versions = new Map<string, number>()

  constructor(rules: readonly Rule[] = RULES) {
    this.engine = new Engine(rules, DEFAULT_POLICY)
  }

  /** Merges, judges at a moment, and takes over what is published; returns how much that is. */
  take(events: readonly HistoryEvent[], now: number, tenant = TENANT): number {
    if (events.length > 0) this.engine.merge(batchOf(events, tenant))
    return this.look(now).length
  }

  /** Judges without further events; returns what is published. */
  look(now: number): readonly FindingChange[] {
    const changes = this.engine.judge(now)
    for (const change of changes) this.#post(change, now)
    return changes
  }

  /** What stands, in the order of the vectors: by rule, then subject. */
  sorted(tenant = TENANT): HistoryFinding[] {
    const own = [...this.#standing.values()].filter((posted) => posted.tenant === tenant)
    return sorted(own.map(({ finding }) => finding))
  }

  #post(change: FindingChange, now: number): void {
    const { state } = this.engine
    const { tenant } = state.authority(state[change.kind], change.row)
    const finding = this.#finding(change)
    const name = `${tenant} ${orderOf(finding)}`
    this.#check(name, change, now)
    if (change.activity === 'retract') this.#standing.delete(name)
    else this.#standing.set(name, { tenant, finding, verdict: change.verdict })
  }

  #check(name: string, { activity, verdict, version }: FindingChange, now: number): void {
    const stood = this.#standing.get(name)?.verdict
    if ((activity === 'create') !== (stood === undefined)) this.complaints.push(`${activity} of ${name}`)
    if (activity === 'update' && stood && isDeepStrictEqual(stood, verdict))
      this.complaints.push(`idle update of ${name}`)
    const before = this.#versions.get(name) ?? 0
    if (version < now || version <= before) this.complaints.push(`version ${version} after ${before} of ${name}`)
    this.#versions.set(name, version)
  }

  #finding({ rule, kind, row, verdict }: FindingChange): HistoryFinding {
    const { state } = this.engine
    const { appears, since, until, severity } = verdict
    const subject = { kind, id: state.id(state[kind], row) }
    return { rule: rule.id, subject, appears, since, until: until === NEVER ? null : until, severity }
  }
}

const orderOf = (finding: HistoryFinding) => `${finding.rule} ${finding.subject.kind} ${finding.subject.id}`

export function sorted(findings: readonly HistoryFinding[]): HistoryFinding[] {
  return [...findings].sort((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1))
}
