import type { Law } from './law.ts'
import { Trial } from './trial.ts'

const PARTS = 6

/** Order: any order of arrival, in any batches, judged in between or not, leads to the same findings. */
export const order: Law = (seed) => {
  const trial = new Trial(seed)
  const { random } = trial
  const now = random.pick(trial.moments())
  trial.deliver(trial.events, now)
  trial.compare('all at once', now)
  trial.beginAnew()
  for (const part of random.parts(random.shuffled(trial.events), PARTS)) trial.merge(part)
  trial.deliver([], now)
  trial.compare('in another order, in batches, judged at the end', now)
  trial.beginAnew()
  for (const part of random.parts(random.shuffled(trial.events), PARTS)) trial.deliver(part, now)
  trial.compare('in a third order, judged after each batch', now)
  return trial.difference
}
