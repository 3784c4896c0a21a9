import { RULES } from '../../../../correlator/rules/index.ts'
import type { Engine, FindingChange } from '../../../../correlator/engine/engine.ts'
import type { Publication } from '../../../../correlator/engine/published.ts'
import type { TenurePorts } from '../../../../correlator/tenure/ports.ts'
import { Tenure } from '../../../../correlator/tenure/tenure.ts'
import { KEY_WORDS } from '../../../../schemas/keys.ts'
import { DEFAULT_POLICY } from '../../../../schemas/policy.ts'
import { NEVER } from '../../../../schemas/time.ts'
import type { Random } from '../../../histories/random.ts'
import type { FindingRecord, World } from './world.ts'

/** Something a tenure waits for: first it happens, then its answer arrives; a crash may come before, between and after. */
interface Waiting {
  readonly happen: () => unknown
  readonly answer: (value: unknown) => void
  value: unknown
  hasHappened: boolean
}

/** A process's hold of one partition, whose every step the test decides. */
export class Holding {
  readonly tenure: Tenure
  readonly waiting: Waiting[] = []
  readonly #world: World
  readonly #generation: number
  readonly #partition: number
  readonly #clock: () => number
  #position = Number.POSITIVE_INFINITY
  #learned = 0
  #isBusy = true

  constructor(world: World, generation: number, partition: number, clock: () => number) {
    this.#world = world
    this.#generation = generation
    this.#partition = partition
    this.#clock = clock
    const share = { partition, partitions: world.parts.length }
    this.tenure = new Tenure(share, RULES, DEFAULT_POLICY, this.#ports())
    const begun = this.tenure.takeOver().then((position) => (this.#position = position))
    void this.#busyUntil(begun)
  }

  /** Reads some of the log, of what was published, or wakes by time; whether there was anything to read. */
  goOn(random: Random): boolean {
    if (this.#isBusy) return false
    const { log, findings } = this.#part
    if (random.chance(0.3) && this.#learned < findings.length) {
      const records = findings.slice(this.#learned).filter((record) => record !== null)
      this.#learned = findings.length
      void this.#busyUntil(this.tenure.learn(records))
      return true
    }
    const entries = log.slice(this.#position, this.#position + random.between(1, 3))
    const from = this.#position
    this.#position += entries.length
    void this.#busyUntil(entries.length === 0 ? this.tenure.wake() : this.tenure.read(from, entries))
    return entries.length > 0 || this.#learned < findings.length
  }

  /** The next step of something that it waits for; whether there was one. */
  step(random: Random): boolean {
    if (this.waiting.length === 0) return false
    const place = random.between(0, this.waiting.length - 1)
    const waiting = this.waiting[place]!
    if (!waiting.hasHappened) {
      waiting.value = waiting.happen()
      waiting.hasHappened = true
      return true
    }
    this.waiting.splice(place, 1)
    waiting.answer(waiting.value)
    return true
  }

  /** The process dies: of what it waits for some happens, and nobody hears of it. */
  die(random: Random): void {
    for (const { hasHappened, happen } of this.waiting.splice(0)) if (!hasHappened && random.chance(0.5)) happen()
  }

  get #part() {
    return this.#world.parts[this.#partition]!
  }

  async #busyUntil(work: Promise<unknown>): Promise<void> {
    this.#isBusy = true
    await work
    this.#isBusy = false
  }

  #wait<T>(happen: () => T): Promise<T> {
    return new Promise((resolve) => {
      this.waiting.push({ happen, answer: resolve as (value: unknown) => void, value: undefined, hasHappened: false })
    })
  }

  #ports(): TenurePorts {
    const part = this.#part
    return {
      positions: () => this.#wait(() => ({ archived: part.archived, judged: part.judged })),
      end: () => this.#wait(() => part.log.length),
      restore: (engine) => this.#wait(() => this.#restore(engine)),
      published: () => this.#wait(() => this.#published()),
      send: (letters) =>
        this.#wait(() => {
          for (const { partition, batch } of letters) this.#world.parts[partition]!.log.push({ tells: batch })
        }),
      publish: (changes, engine) => {
        const records = changes.map((change) => recordOf(change, engine))
        return this.#wait(() => void part.findings.push(...records))
      },
      commit: (position) =>
        this.#wait(() => {
          if (part.generation === this.#generation) part.judged = position
        }),
      now: this.#clock,
    }
  }

  /** The archive's rows of a partition are what its log made them, as far as that is inserted. */
  #restore(engine: Engine): void {
    const { log, inserted } = this.#part
    for (const entry of log.slice(0, inserted)) {
      if ('facts' in entry) engine.merge(entry.facts)
      else engine.hear(entry.tells)
    }
  }

  #published(): Publication[] {
    const { findings } = this.#part
    this.#learned = findings.length
    const share = { partition: this.#partition, partitions: this.#world.parts.length }
    const stored = [...this.#world.sink.values()].filter((record) => record.partition === share.partition)
    return [...stored, ...findings.filter((record) => record !== null)]
  }
}

function recordOf({ rule, kind, row, verdict, version, activity }: FindingChange, engine: Engine): FindingRecord {
  const { state } = engine
  const key = new Uint32Array(KEY_WORDS)
  state[kind].key(row, key, 0)
  const { appears, since, until, severity } = verdict
  const subject = { kind, id: state.id(state[kind], row) }
  const finding = { rule: rule.id, subject, appears, since, until: until === NEVER ? null : until, severity }
  const id = `${rule.id} ${kind} ${key.join(' ')}`
  const publication = { rule: RULES.indexOf(rule), kind, key, verdict, stands: activity !== 'retract', version }
  return { ...publication, id, finding, partition: state.share.partition }
}
