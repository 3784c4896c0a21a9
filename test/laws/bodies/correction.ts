import type { HistoryEvent } from '../../histories/history.ts'
import type { Law } from './law.ts'
import { Trial } from './trial.ts'

/** Correction: a late fact may open, change or retract; what stands after it is what is true of all facts that came. */
export const correction: Law = (seed) => {
  const trial = new Trial(seed)
  const { random } = trial
  const parts = random.parts(arrival(trial), random.between(2, 6))
  const moments = trial.moments()
  const nows = parts.map(() => random.pick(moments)).sort((one, other) => one - other)
  parts.forEach((part, n) => {
    trial.deliver(part, nows[n]!)
    trial.compare('after a batch, what stands is what is true of all that came', nows[n]!)
  })
  const last = Math.max(...moments)
  trial.deliver([], last)
  trial.compare('in the end, what stands is what is true', last)
  return trial.difference
}

/** In no order; or as it happened, but for a few events that come last of all. */
function arrival({ random, events }: Trial): readonly HistoryEvent[] {
  const shuffled = random.shuffled(events)
  if (random.chance(0.5)) return shuffled
  const late = random.between(1, 2)
  return [...shuffled.slice(late).sort((one, other) => one.at - other.at), ...shuffled.slice(0, late)]
}
