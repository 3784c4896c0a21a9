import { setImmediate } from 'node:timers/promises'
import { DAY, MINUTE } from '../../../schemas/time.ts'
import { cutAt } from '../../histories/oracle.ts'
import { Random } from '../../histories/random.ts'
import { END_OF_TIME, sorted } from '../../histories/replay.ts'
import type { HistoryEvent } from '../../histories/history.ts'
import type { Difference } from './law.ts'
import { linkedHistory } from './partition.ts'
import { Holding } from './takeover/correlator.ts'
import { World } from './takeover/world.ts'
import { judgedTruth, momentsOf } from './trial.ts'

const PARTS = 8
const PARTITIONS = [1, 2, 3]
const PROCESSES = 3
const STEPS = 500
/** How far clocks are off, ms: a little, or so much that no version of theirs is the time. */
const [LITTLE, MUCH] = [10 * MINUTE, -30 * DAY]
const RESTLESS = 100_000

/**
 * Takeover: correlators that die between any two steps, or go on though their partition is another's, by clocks that differ, with an
 * archive that is behind, find what is true.
 */
export async function takeover(seed: number): Promise<Difference | null> {
  const random = new Random(~seed)
  const events = linkedHistory(seed, random)
  const trial = new TakeoverTrial(events, random)
  await trial.run()
  const [expected, found] = [sorted(cutAt(judgedTruth(events), END_OF_TIME)), trial.world.standing]
  if (!trial.isRestless && JSON.stringify(expected) === JSON.stringify(found)) return null
  const claim = trial.isRestless ? 'correlators come to rest' : 'what stands in the end is true'
  const steps = [{ now: END_OF_TIME, events }]
  return { seed, claim, now: END_OF_TIME, expected, found, complaints: [], steps }
}

class TakeoverTrial {
  readonly world: World
  isRestless = false
  readonly #random: Random
  readonly #parts: HistoryEvent[][]
  readonly #moments: number[]
  readonly #skews: readonly number[]
  /** Who has each partition; and who had it and goes on. */
  readonly #holdings: Holding[]
  readonly #zombies: Holding[] = []

  constructor(events: readonly HistoryEvent[], random: Random) {
    this.#random = random
    this.#parts = random.parts(random.shuffled(events), PARTS)
    this.#moments = [...momentsOf(events)].filter((at) => at > 1).sort((one, other) => one - other)
    const little = Array.from({ length: PROCESSES }, () => random.between(-LITTLE, LITTLE))
    this.#skews = random.chance(0.5) ? little : [0, MUCH, MUCH]
    this.world = new World(random.pick(PARTITIONS), random)
    this.#holdings = this.world.parts.map((_, partition) => this.#hold(partition))
  }

  async run(): Promise<void> {
    for (let step = 0; step < STEPS; step++) {
      this.#act()
      await setImmediate()
    }
    for (const part of this.#parts) this.world.collect(part)
    while (this.world.land()) continue
    for (const zombie of this.#zombies) zombie.die(this.#random)
    this.#moments.splice(0, this.#moments.length, END_OF_TIME)
    await this.#rest()
  }

  #act(): void {
    const random = this.#random
    const [holding, part] = [random.pick([...this.#holdings, ...this.#zombies]), random.pick(this.world.parts)]
    random.weighted<() => unknown>([
      [2, () => this.world.collect(this.#parts.pop() ?? [])],
      [6, () => this.world.land()],
      [12, () => this.world.archive(part)],
      [60, () => holding.step(random)],
      [20, () => holding.goOn(random)],
      [3, () => this.world.drain(part)],
      [1, () => this.world.compact(part)],
      [2, () => this.#moments.length > 1 && this.#moments.shift()],
      [4, () => this.#move(random.between(0, this.#holdings.length - 1))],
      [1, () => this.#endZombie()],
    ])()
  }

  /** Time stands still until everything is read, told, judged and taken over by the sink. */
  async #rest(): Promise<void> {
    let idle = 0
    for (let step = 0; idle < 40 && !this.isRestless; step++) {
      this.isRestless = step > RESTLESS
      let moved = false
      for (const holding of this.#holdings) {
        while (holding.step(this.#random)) moved = true
        if (holding.goOn(this.#random)) moved = true
      }
      for (const part of this.world.parts) while (this.world.drain(part)) moved = true
      await setImmediate()
      idle = moved || this.#holdings.some(({ waiting }) => waiting.length > 0) ? 0 : idle + 1
    }
  }

  /** The partition is given to another process; the one that had it dies, or does not know. */
  #move(partition: number): void {
    const old = this.#holdings[partition]!
    if (this.#random.chance(0.4)) this.#zombies.push(old)
    else old.die(this.#random)
    this.#holdings[partition] = this.#hold(partition)
  }

  #endZombie(): void {
    const [zombie] = this.#zombies.splice(0, 1)
    zombie?.die(this.#random)
  }

  /** A process takes a partition: from now on the commits of whoever had it are refused. */
  #hold(partition: number): Holding {
    const skew = this.#random.pick(this.#skews)
    const generation = ++this.world.parts[partition]!.generation
    return new Holding(this.world, generation, partition, () => this.#moments[0]! + skew)
  }
}
