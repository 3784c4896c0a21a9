import type { Law } from './law.ts'
import { Trial } from './trial.ts'

const PARTS = 3

/** Redelivery: events that come again, any of them at any time, change nothing and publish nothing. */
export const redelivery: Law = (seed) => {
  const trial = new Trial(seed)
  const { random } = trial
  const moments = random.sample(trial.moments(), PARTS + 1).sort((one, other) => one - other)
  const parts = random.parts(random.shuffled(trial.events), PARTS)
  const had = []
  for (const part of parts) {
    const now = moments.shift()!
    had.push(...part)
    trial.deliver(part, now)
    const again = random.shuffled([...had, ...random.sample(had, 3)])
    for (const batch of [random.sample(had, random.between(0, had.length)), again]) {
      trial.claim(trial.deliver(batch, now) === 0, 'what comes again publishes nothing', now)
    }
    trial.compare('what comes again changes nothing that stands', now)
  }
  const later = moments.shift()!
  trial.deliver(had, later)
  trial.compare('what comes again later adds only what time does', later)
  return trial.difference
}
