import type { Facts } from '../../schemas/facts.ts'
import type { SubjectKind, Verdict } from '../../schemas/findings.ts'
import { WHOLE, type Share } from '../../schemas/partition.ts'
import type { Policy } from '../../schemas/policy.ts'
import type { Millis } from '../../schemas/time.ts'
import { Credential } from '../entities/credential.ts'
import { Identity } from '../entities/identity.ts'
import { WORD } from '../entities/layouts.ts'
import { pageBits } from '../entities/pages.ts'
import { State } from '../entities/state.ts'
import { WAITS, type Table } from '../entities/table.ts'
import type { Rule } from '../rules/rule.ts'
import { Hearing } from './hearing.ts'
import { Merger } from './merger.ts'
import { Outbox } from './outbox.ts'
import { wakeOwned } from './owned.ts'
import { activityBetween, Published, type Activity, type Publication } from './published.ts'
import { tellBatch, type Held, type Letter, type TellBatch } from './tell-batch.ts'
import { Telling } from './tell.ts'
import { Timers } from './timers.ts'
import { Wakes } from './wakes.ts'

/** What is to be published of one finding. `verdict` is what stands now, on a retraction what stood. */
export interface FindingChange {
  readonly activity: Activity
  readonly rule: Rule
  readonly kind: SubjectKind
  readonly row: number
  readonly verdict: Verdict
  /** max(now, the greatest version of this finding + 1): a total order even within a millisecond. */
  readonly version: number
}

/** Merges batches into rows and judges the rows that changed: without a clock, without io. */
export class Engine {
  readonly state: State
  readonly published: Published
  readonly #timers: Timers
  readonly #outbox = new Outbox()
  readonly #wakes: Wakes
  readonly #telling: Telling
  readonly #merger: Merger
  readonly #hearing: Hearing
  readonly #policy: Policy
  readonly #rulesOn: Readonly<Record<SubjectKind, readonly { readonly rule: Rule; readonly number: number }[]>>
  readonly #credential: Credential
  readonly #identity: Identity

  /** `share`: of which rows it judges; what others tell it hears, and what it tells others waits to be sent. */
  constructor(rules: readonly Rule[], policy: Policy, share: Share = WHOLE) {
    const on = (kind: SubjectKind) =>
      rules.map((rule, number) => ({ rule, number })).filter(({ rule }) => rule.on === kind)
    this.#rulesOn = { credential: on('credential'), identity: on('identity') }
    this.#policy = policy
    this.state = new State(share)
    this.published = new Published(pageBits(share.partitions))
    this.#timers = new Timers((at, what) => this.published.waits(...subjectOf(this.state, what), at))
    this.#wakes = new Wakes(this.state)
    this.#telling = new Telling(this.state, policy, this.#wakes, this.#outbox)
    this.#merger = new Merger(this.state, this.#wakes, this.#telling)
    this.#hearing = new Hearing(this.state, this.#wakes)
    this.#credential = new Credential(this.state, policy)
    this.#identity = new Identity(this.state)
    // Whoever names very many kinds must not make those that the policy knows unknown.
    for (const kind of Object.keys(policy.grace)) this.state.kinds.number(kind)
  }

  /** Bytes of all that is known, published and awaited. */
  get size(): number {
    return this.state.size + this.published.size + this.#timers.size
  }

  /**
   * Joins the facts of a batch into rows, and lets rows tell rows. `anew`: whether what they lead to is told again though nothing
   * changes, for somebody may have merged them before and told nobody.
   */
  merge(batch: Facts, anew = false): void {
    this.#merger.merge(batch, anew)
    this.#telling.settle(anew)
    wakeOwned(this.state, this.#wakes)
  }

  /** Joins what rows of other partitions tell into those that stand for them here. */
  hear(batch: TellBatch, anew = false): void {
    this.#hearing.hear(batch, anew)
    this.#telling.settle(anew)
  }

  /** Takes over what was published, by whomever: where something else is true, it is judged and published anew. */
  learn(publication: Publication): void {
    const { rule, kind, key } = publication
    const table = this.state[kind]
    const row = table.row(key, 0)
    if (this.published.learn(this.published.entry(table, row, rule), publication)) this.#wakes.wait(kind, row)
  }

  /** Takes out what rows of this share tell those of others, by partition. It is to be durable before what it follows from counts as read. */
  takeTells(): Letter[] {
    return this.#outbox
      .take()
      .map(({ partition, entity, rows }) => ({ partition, batch: tellBatch(this.state, entity, rows) }))
  }

  /** Links two rows as the table of links has them. */
  restoreLink(teller: 'workload' | 'parent', listened: number, listener: number): void {
    this.#telling.link(teller, listened, listener)
  }

  /** Links a row with the partition of a credential that listens to it. */
  restoreLinkAway(teller: 'workload' | 'parent', listened: number, partition: number): void {
    this.#telling.linkAway(teller, listened, partition, 0, false)
  }

  /** Takes over columns of a block that rows were told, of those that have any. */
  restoreTold(rows: (n: number) => number, length: number, held: Readonly<Record<string, Held>>): void {
    this.#hearing.restore(rows, length, held)
  }

  /** Lets every row be judged once: after a restore, in which links told what there was to tell. */
  wakeAll(): void {
    const { credential, identity } = this.state
    for (let row = 1; row <= credential.count; row++) this.#wakes.wait('credential', row)
    for (let row = 1; row <= identity.count; row++) this.#wakes.wait('identity', row)
    this.#telling.settle()
  }

  /** The moment at which the next verdict appears, or NEVER. */
  get nextTimer(): Millis {
    return this.#timers.next
  }

  /** How many moments are waited for; some of them no longer mean anything. */
  get timers(): number {
    return this.#timers.count
  }

  /** Judges what changed and what appears by now; returns what is to be published. */
  judge(now: Millis): FindingChange[] {
    for (let due; (due = this.#timers.takeBefore(now)) !== undefined;) {
      this.#wakes.wait(kindOf(due), due >>> 1)
    }
    const changes: FindingChange[] = []
    this.#judgeAll('credential', now, changes)
    this.#judgeAll('identity', now, changes)
    return changes
  }

  #judgeAll(kind: SubjectKind, now: Millis, changes: FindingChange[]): void {
    const table = this.state[kind]
    for (let row; (row = this.#wakes.take(table, this.#wakes.waiting[kind], WAITS)) !== 0;) {
      const judged = kind === 'credential' ? this.#credential.at(row) : this.#identity.at(row)
      const judgeable = kind === 'identity' || this.#credential.is_born
      const found = table.get(row, WORD.findings) !== 0
      for (const { rule, number } of this.#rulesOn[kind]) {
        const verdict = judgeable ? verdictOf(rule, judged, this.#policy) : null
        if (verdict !== null || found) this.#settle(rule, number, row, verdict, now, changes)
      }
    }
  }

  #settle(
    rule: Rule,
    number: number,
    row: number,
    verdict: Verdict | null,
    now: Millis,
    changes: FindingChange[],
  ): void {
    const table = this.state[rule.on]
    const known = this.published.find(table, row, number)
    if (verdict === null && known === 0) return
    const entry = known || this.published.entry(table, row, number)
    if (verdict !== null && now <= verdict.appears && this.published.setTimer(entry, verdict.appears)) {
      this.#timers.add(verdict.appears, row * 2 + (rule.on === 'credential' ? 0 : 1))
    }
    const activity = activityBetween(this.published.standing(entry), verdict, now)
    // Where the facts of a row are lost it has no id: what was published of it is all that anybody knows, and stays.
    if (activity === null || (activity === 'retract' && table.get(row, WORD.id) === 0)) return
    const shown = activity === 'retract' ? this.published.verdict(entry) : verdict!
    const version = Math.max(now, this.published.version(entry) + 1)
    this.published.publish(entry, shown, activity !== 'retract', version)
    changes.push({ activity, rule, kind: rule.on, row, verdict: shown, version })
  }
}

/** A rule that throws is a bug, and says whose. */
function verdictOf(rule: Rule, judged: Credential | Identity, policy: Policy): Verdict | null {
  try {
    return rule.judge(judged as never, policy)
  } catch (cause) {
    throw new Error(`rule ${rule.id} failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

/** A timer's number says of which row it is: even of a credential, odd of an identity. */
const kindOf = (what: number): SubjectKind => ((what & 1) === 0 ? 'credential' : 'identity')

function subjectOf(state: State, what: number): [table: Table, row: number] {
  return [state[kindOf(what)], what >>> 1]
}
