import { fateLine, isAlive, Laboratory, type Fate, type How } from './laboratory.ts'
import type { Mutant } from './mutant.ts'

const WORKERS = 2

/** Laboratories that share what is to be done: each takes the next thing once it has done one. */
export class Laboratories implements Disposable {
  readonly #all = Array.from({ length: WORKERS }, () => new Laboratory())

  /** What is found of each thing, in their order. */
  async each<Thing, Found>(
    things: readonly Thing[],
    work: (laboratory: Laboratory, thing: Thing) => Promise<Found>,
  ): Promise<Found[]> {
    const left = things.entries()
    const found: Found[] = []
    const workThrough = async (laboratory: Laboratory) => {
      for (const [place, thing] of left) found[place] = await work(laboratory, thing)
    }
    await Promise.all(this.#all.map(workThrough))
    return found
  }

  /** Tries mutants, says what became of each, and gives the lines of those that live. */
  async living(
    mutants: readonly Mutant[],
    argsOf: (mutant: Mutant) => readonly string[],
    how?: How,
  ): Promise<string[]> {
    const fates = await this.each(mutants, (laboratory, mutant) => laboratory.try(mutant, argsOf(mutant), how))
    const lineOf = (fate: Fate, place: number) => fateLine(mutants[place]!, fate)
    console.log(fates.map(lineOf).join('\n'))
    return fates.flatMap((fate, place) => (isAlive(fate) ? [lineOf(fate, place)] : []))
  }

  [Symbol.dispose](): void {
    for (const laboratory of this.#all) laboratory[Symbol.dispose]()
  }
}
