import { generate } from '../../histories/generate.ts'
import { cutAt } from '../../histories/oracle.ts'
import { Random } from '../../histories/random.ts'
import { Board, sorted } from '../../histories/replay.ts'
import type { Law, Step } from './law.ts'
import { judgedTruth, Trial } from './trial.ts'

const PARTS = 3

/** Tenancy: what happens to one tenant changes nothing for another, though all ids are the same. */
export const tenancy: Law = (seed) => {
  const random = new Random(~seed)
  const histories = { one: generate(seed), other: generate(seed + 1) }
  const now = random.pick(new Trial(seed).moments())
  const board = new Board()
  const steps: Step[] = []
  const deliveries = Object.entries(histories).flatMap(([tenant, events]) =>
    random.parts(random.shuffled(events), PARTS).map((part) => ({ tenant, part })),
  )
  for (const { tenant, part } of random.shuffled(deliveries)) {
    steps.push({ now, events: part })
    board.take(part, now, tenant)
  }
  for (const [tenant, events] of Object.entries(histories)) {
    const [expected, found] = [sorted(cutAt(judgedTruth(events), now)), board.sorted(tenant)]
    const { complaints } = board
    const claim = `tenant ${tenant} has its own findings`
    if (JSON.stringify(expected) !== JSON.stringify(found)) {
      return { seed, claim, now, expected, found, complaints, steps }
    }
  }
  return null
}
