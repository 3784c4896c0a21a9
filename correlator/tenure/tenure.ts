import type { Policy } from '../../schemas/policy.ts'
import type { Share } from '../../schemas/partition.ts'
import { NEVER, type Millis } from '../../schemas/time.ts'
import { Engine } from '../engine/engine.ts'
import type { Publication } from '../engine/published.ts'
import type { Rule } from '../rules/rule.ts'
import type { Entry, TenurePorts } from './ports.ts'

/**
 * The time in which one correlator has a partition. Others may have had it before, and died between any two steps, or not know that
 * it is no longer theirs: nothing is fenced, for all that is said merges, and what somebody else published is answered.
 *
 * What must hold (kafka: Taking over a partition; each was needed when simulated):
 * 1. A position is committed only after all that follows from what was read before it is told and published.
 * 2. How far the archive and the judging have come is asked for before rows are read; reading begins at the lesser of the two.
 * 3. Up to where the log ends once the rows are read, whatever is read is told anew, changed or not; and every row is judged once.
 * 4. What was published is known before anything is judged, and nothing is judged before that end is reached.
 * 5. A version is later than every one that is known of its finding.
 * 6. Whatever anybody publishes of the partition's rows is read, and answered where something else is true.
 */
export class Tenure {
  readonly engine: Engine
  readonly #ports: TenurePorts
  /** Where the log ended when its rows were read; what is read before it is told anew. */
  #end = 0
  #isCaughtUp = false
  /** All that is done to the partition, one after the other. */
  #work: Promise<unknown> = Promise.resolve()

  constructor(share: Share, rules: readonly Rule[], policy: Policy, ports: TenurePorts) {
    this.engine = new Engine(rules, policy, share)
    this.#ports = ports
  }

  /** Restores what is known of the partition; resolves to the position from which it is to be read. */
  takeOver(): Promise<number> {
    return this.#inOrder(async () => {
      const { archived, judged } = await this.#ports.positions()
      await this.#ports.restore(this.engine)
      this.#end = await this.#ports.end()
      for (const publication of await this.#ports.published()) this.engine.learn(publication)
      this.engine.takeTells()
      const from = Math.min(archived, judged)
      if (from >= this.#end) await this.#catchUp()
      return from
    })
  }

  /** Takes in what the log holds from a position on, and what follows from it. */
  read(position: number, entries: readonly Entry[]): Promise<void> {
    return this.#inOrder(async () => {
      entries.forEach((entry, n) => this.#merge(entry, position + n < this.#end))
      await this.#tell()
      const next = position + entries.length
      if (!this.#isCaughtUp && next >= this.#end) await this.#catchUp()
      if (!this.#isCaughtUp) return
      await this.#judge()
      await this.#ports.commit(next)
    })
  }

  /** Takes in what was published of the partition's rows, by whomever; answers where something else is true. */
  learn(publications: readonly Publication[]): Promise<void> {
    return this.#inOrder(async () => {
      for (const publication of publications) this.engine.learn(publication)
      if (this.#isCaughtUp) await this.#judge()
    })
  }

  /** Judges what appears by time; to be called when `nextTimer` has passed. */
  wake(): Promise<void> {
    return this.#inOrder(async () => {
      if (this.#isCaughtUp) await this.#judge()
    })
  }

  /** Whether all that was there when it was taken over is read: from then on it is judged. */
  get isCaughtUp(): boolean {
    return this.#isCaughtUp
  }

  /** The moment at which the next verdict appears, or NEVER. */
  get nextTimer(): Millis {
    return this.#isCaughtUp ? this.engine.nextTimer : NEVER
  }

  #merge(entry: Entry, anew: boolean): void {
    if ('facts' in entry) this.engine.merge(entry.facts, anew)
    else this.engine.hear(entry.tells, anew)
  }

  async #tell(): Promise<void> {
    const letters = this.engine.takeTells()
    if (letters.length > 0) await this.#ports.send(letters)
  }

  async #catchUp(): Promise<void> {
    this.#isCaughtUp = true
    this.engine.wakeAll()
    await this.#judge()
  }

  async #judge(): Promise<void> {
    const changes = this.engine.judge(this.#ports.now())
    if (changes.length > 0) await this.#ports.publish(changes, this.engine)
  }

  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#work.then(work)
    this.#work = done.catch(() => undefined)
    return done
  }
}
