import { generate, generateAbout } from '../../histories/generate.ts'
import { severalWorkloads } from '../../histories/generator/themes.ts'
import type { HistoryEvent } from '../../histories/history.ts'
import { cutAt } from '../../histories/oracle.ts'
import { Random } from '../../histories/random.ts'
import { sorted } from '../../histories/replay.ts'
import type { Law, Step } from './law.ts'
import { Shares } from './partition/shares.ts'
import { judgedTruth, momentsOf } from './trial.ts'

const PARTS = 5
const PARTITIONS = [2, 3, 4]
const MOVES = 0.08
/** Of so many histories the one in which most hear of others is tried. */
const DRAWN = 4

/** Partition: splitting differently, reading at any pace, and moving partitions about leads to the same findings. */
export const partition: Law = (seed) => {
  const random = new Random(~seed)
  const events = linkedHistory(seed, random)
  const now = random.pick(momentsOf(events))
  const shares = new Shares(random.pick(PARTITIONS), random)
  const steps: Step[] = []
  for (const part of random.parts(random.shuffled([...events, ...random.sample(events, 2)]), PARTS)) {
    shares.append(part)
    steps.push({ now, events: part })
    while (random.chance(0.8)) shares.step(now, MOVES)
  }
  shares.settle(now)
  const [expected, found] = [sorted(cutAt(judgedTruth(events), now)), shares.sorted()]
  const { complaints } = shares
  if (complaints.length === 0 && JSON.stringify(expected) === JSON.stringify(found)) return null
  const claim = `${shares.count} partitions together find what is true`
  return { seed, claim, now, expected, found, complaints, steps }
}

/** A history in which many hear of others. */
export function linkedHistory(seed: number, random: Random): readonly HistoryEvent[] {
  return random.chance(0.1) ? generateAbout([[1, severalWorkloads]], seed) : mostLinked(seed)
}

function mostLinked(seed: number): readonly HistoryEvent[] {
  const drawn = Array.from({ length: DRAWN }, (_, n) => generate(seed * DRAWN + n))
  return drawn.reduce((one, other) => (linksOf(other) > linksOf(one) ? other : one))
}

/** How many pairs of somebody who tells and a credential that listens there are. */
function linksOf(events: readonly HistoryEvent[]): number {
  const pairs = events.flatMap(({ credential, workload, parent }) =>
    credential === undefined ? [] : [workload, parent].filter(Boolean).map((teller) => `${teller} ${credential}`),
  )
  return new Set(pairs).size
}
