import { Engine } from '../../correlator/engine/engine.ts'
import { RULES } from '../../correlator/rules/index.ts'
import { EventBatch } from '../../schemas/batch.ts'
import type { LifecycleEvent } from '../../schemas/events.ts'
import { createKeyring } from '../../schemas/keys.ts'
import { DEFAULT_POLICY } from '../../schemas/policy.ts'
import { World } from './world.ts'

const KEYRING = createKeyring(Uint8Array.from({ length: 16 }, (_, n) => n))
const BATCH = 2_000

/** An engine with so many live credentials, and as many events of the steady mix behind it as given. */
export function filledEngine(live: number, steady = 0): Engine {
  const engine = new Engine(RULES, DEFAULT_POLICY)
  const world = new World(live)
  let event = 0
  const take = (events: readonly LifecycleEvent[]) => {
    const batch = new EventBatch(Math.max(1, events.length))
    for (const one of events) {
      const eventId = ['default', 'bench', String(event++)]
      batch.push(one, { tenant: 'default', source: 'bench', authority: true, eventId }, KEYRING)
    }
    engine.merge(batch)
    engine.judge(world.now)
  }
  take(world.owners())
  for (let done = 0; done < live; done += BATCH) take(world.prime(BATCH))
  for (let done = 0; done < steady; done += BATCH) take(world.steady(BATCH))
  // The merger holds the batch that it had last: an empty one, so that no event's texts are counted with the rows.
  take([])
  return engine
}
