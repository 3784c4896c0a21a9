import { END_OF_TIME } from '../../histories/replay.ts'
import { NEVER } from '../../histories/oracle/numbers.ts'
import type { Law } from './law.ts'
import { BEGINNING, Trial } from './trial.ts'

const MOST_STEPS = 1_000

/** Silence: a clock that is moved by the engine's next timer alone finds all that becomes true by time, and as soon as it does. */
export const silence: Law = (seed) => {
  const trial = new Trial(seed)
  const { random } = trial
  const parts = random.parts(random.shuffled(trial.events), random.between(1, 3))
  let now = random.chance(0.5) ? BEGINNING : random.pick(trial.moments())
  parts.forEach((part, n) => {
    trial.deliver(part, now)
    trial.compare('when events come', now)
    now = wait(trial, now, n === parts.length - 1 ? MOST_STEPS : random.between(0, 3))
  })
  trial.compare('when no timer is left, nothing is left to appear', END_OF_TIME)
  return trial.difference
}

/** Looks only when the next timer says so; returns the moment that it is then. */
function wait(trial: Trial, from: number, most: number): number {
  let now = from
  for (let step = 0; step < most && trial.difference === null; step++) {
    const next = trial.board.engine.nextTimer
    if (next === NEVER) break
    trial.claim(next >= now, 'the next timer is not over', now)
    trial.compare('until the next timer nothing appears', next)
    now = next + 1
    trial.deliver([], now)
    trial.compare('at a timer', now)
  }
  return now
}
