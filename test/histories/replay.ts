import { createHash } from 'node:crypto'
import { Engine } from '../../correlator/engine/engine.ts'
import { RULES } from '../../correlator/rules/index.ts'
import type { Rule } from '../../correlator/rules/rule.ts'
import { EventBatch } from '../../schemas/batch.ts'
import { createKeyring } from '../../schemas/keys.ts'
import { DEFAULT_POLICY } from '../../schemas/policy.ts'
import { NEVER } from '../../schemas/time.ts'
import type { HistoryEvent, HistoryFinding } from './history.ts'
import { toLifecycleEvent } from './history.ts'

export const KEYRING = createKeyring(createHash('sha256').update('lifespan test key').digest().subarray(0, 16))

/** Later than anything that a history makes appear. */
export const END_OF_TIME = NEVER * 2

/** A batch of events, as the collector would have made it. */
export function batchOf(events: readonly HistoryEvent[], tenant = 'default'): EventBatch {
  const batch = new EventBatch(Math.max(1, events.length))
  events.forEach((event) => {
    const eventId = [tenant, 'test', JSON.stringify(event)]
    batch.push(toLifecycleEvent(event), { tenant, source: 'test', authority: true, eventId }, KEYRING)
  })
  return batch
}

/** Follows what an engine publishes, as a sink that upserts by finding. */
export class Board {
  readonly findings = new Map<string, HistoryFinding>()
  readonly engine: Engine

  constructor(rules: readonly Rule[] = RULES) {
    this.engine = new Engine(rules, DEFAULT_POLICY)
  }

  /** Merges, judges at a moment, and takes over what is published. */
  take(events: readonly HistoryEvent[], now: number): void {
    if (events.length > 0) this.engine.merge(batchOf(events))
    this.look(now)
  }

  look(now: number): void {
    const { state } = this.engine
    for (const { activity, rule, kind, row, verdict } of this.engine.judge(now)) {
      const id = state.id(state[kind], row)
      const { appears, since, until, severity } = verdict
      const finding = {
        rule: rule.id,
        subject: { kind, id },
        appears,
        since,
        until: until === NEVER ? null : until,
        severity,
      }
      if (activity === 'retract') this.findings.delete(`${rule.id} ${kind} ${id}`)
      else this.findings.set(`${rule.id} ${kind} ${id}`, finding)
    }
  }

  /** What stands, in the order of the vectors: by rule, then subject. */
  sorted(): HistoryFinding[] {
    return sorted([...this.findings.values()])
  }
}

export function sorted(findings: readonly HistoryFinding[]): HistoryFinding[] {
  const order = (finding: HistoryFinding) => `${finding.rule} ${finding.subject.kind} ${finding.subject.id}`
  return [...findings].sort((one, other) => (order(one) < order(other) ? -1 : 1))
}
