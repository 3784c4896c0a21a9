import { RULES } from '../../../correlator/rules/index.ts'
import { generate } from '../../histories/generate.ts'
import type { HistoryEvent, HistoryFinding } from '../../histories/history.ts'
import { cutAt, truthOf } from '../../histories/oracle.ts'
import { Random } from '../../histories/random.ts'
import { batchOf, Board, END_OF_TIME, sorted } from '../../histories/replay.ts'
import type { Difference, Step } from './law.ts'

const JUDGED = new Set(RULES.map(({ id }) => id))

/** Earlier than anything that a history makes appear. */
export const BEGINNING = 1

/** What is true of events, of the rules that are judged. */
export function judgedTruth(events: readonly HistoryEvent[]): readonly HistoryFinding[] {
  return truthOf(events).filter(({ rule }) => JUDGED.has(rule))
}

/** Moments around which something appears or happens, in time and a little before and after; and the two ends of time. */
export function momentsOf(events: readonly HistoryEvent[]): readonly number[] {
  const appearing = judgedTruth(events).map(({ appears }) => appears)
  const near = [...appearing, ...appearing, ...events.map(({ at }) => at)]
  return [BEGINNING, END_OF_TIME, ...near.flatMap((at) => [at - 1, at, at, at + 1, at + 1])]
}

/** One history brought before an engine in a way that a law chooses, and compared with the truth as often as it likes. */
export class Trial {
  readonly seed: number
  readonly random: Random
  readonly events: readonly HistoryEvent[]
  board = new Board()
  /** The first difference seen. */
  difference: Difference | null = null
  #delivered: HistoryEvent[] = []
  #steps: Step[] = []

  constructor(seed: number) {
    this.seed = seed
    this.random = new Random(~seed)
    this.events = generate(seed)
  }

  /** Goes on with a new engine that knows nothing. */
  beginAnew(): void {
    this.board = new Board()
    this.#delivered = []
    this.#steps = []
  }

  /** Merges events without judging. */
  merge(events: readonly HistoryEvent[]): void {
    if (events.length > 0) this.board.engine.merge(batchOf(events))
    this.#note(events, Number.NaN)
  }

  /** Merges events and judges; returns how much was published. */
  deliver(events: readonly HistoryEvent[], now: number): number {
    this.#note(events, now)
    return this.board.take(events, now)
  }

  /** Notes a difference where what stands is not what is true, at a moment, of all that was delivered. */
  compare(claim: string, now: number): void {
    const expected = sorted(cutAt(judgedTruth(this.#delivered), now))
    const found = this.board.sorted()
    const holds = JSON.stringify(found) === JSON.stringify(expected)
    this.#decide(holds && this.board.complaints.length === 0, claim, now, expected, found)
  }

  /** Notes a difference where something else does not hold. */
  claim(holds: boolean, claim: string, now: number): void {
    this.#decide(holds, claim, now, [], [])
  }

  moments(): readonly number[] {
    return momentsOf(this.events)
  }

  #note(events: readonly HistoryEvent[], now: number): void {
    this.#delivered.push(...events)
    this.#steps.push({ now, events })
  }

  #decide(
    holds: boolean,
    claim: string,
    now: number,
    expected: readonly HistoryFinding[],
    found: readonly HistoryFinding[],
  ): void {
    if (holds || this.difference !== null) return
    const { seed, board } = this
    this.difference = { seed, claim, now, expected, found, complaints: board.complaints, steps: [...this.#steps] }
  }
}
