import { setTimeout as sleep } from 'node:timers/promises'
import { NEVER } from '../../schemas/time.ts'
import type { Observed } from '../system/core.ts'

/** Whoever probes waits for a second, as Kubernetes does by default. */
const PATIENCE_MS = 800
/** After so long without an answer ClickHouse is asked once more, beside the question that waits … */
const ASK_AGAIN_MS = 5_000
/** … but not more often than this, however many probe: its connections are for inserts. */
const MOST_QUESTIONS = 4
/** Longer than this a batch waits only where inserts fail, or the correlator has stopped. */
const MOST_BEHIND_MS = 30_000
/** A verdict appears within milliseconds of its moment. */
const MOST_LATE_MS = 10_000

/** Says in few words, and nothing that was read anywhere, why Lifespan can't do its work now; nothing where it can. */
export function createReadiness(core: Observed): () => Promise<readonly string[]> {
  const { needs, meters } = core
  const reached = needs.map(({ name, ping }) => ({ name, reach: createReach(ping) }))
  return async () => {
    const unreached = await Promise.all(reached.map(async ({ name, reach }) => [name, await reach()] as const))
    const behind = performance.now() - (meters.journeys.oldest ?? Infinity)
    const nextTimer = Math.min(...(core.judging?.engines ?? []).map((engine) => engine.nextTimer), NEVER)
    const late = nextTimer === NEVER ? 0 : Date.now() - nextTimer
    return [
      ...[core.starting?.() ?? []].flat(),
      ...unreached.flatMap(([name, why]) => (why === null ? [] : [`${name} ${why}`])),
      ...(behind > MOST_BEHIND_MS ? [`correlator: a batch has waited for ${seconds(behind)} to be published`] : []),
      ...(late > MOST_LATE_MS ? [`correlator: a verdict is ${seconds(late)} late`] : []),
    ]
  }
}

const seconds = (millis: number) => `${Math.round(millis / 1_000)} s`

type Reach = () => Promise<string | null>

/** Whether somebody answers in time; why not, where nobody does. However many ask, few questions are on their way: none is broken off. */
export function createReach(ping: () => Promise<void>, patienceMs = PATIENCE_MS, againMs = ASK_AGAIN_MS): Reach {
  const asked = new Map<number, Promise<string | null>>()
  let last = -Infinity
  const ask = () => {
    last = performance.now()
    const at = last
    const answer = ping().then(
      () => null,
      () => 'is not reached, or refuses',
    )
    asked.set(at, answer)
    void answer.then(() => asked.delete(at))
  }
  return () => {
    const isDue = performance.now() - last > againMs && asked.size < MOST_QUESTIONS
    if (asked.size === 0 || isDue) ask()
    const late = sleep(patienceMs, `does not answer within ${patienceMs / 1_000} s`, { ref: false })
    return Promise.race([...asked.values(), late])
  }
}
