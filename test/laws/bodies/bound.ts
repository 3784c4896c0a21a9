import { Engine } from '../../../correlator/engine/engine.ts'
import { RULES } from '../../../correlator/rules/index.ts'
import { EventBatch } from '../../../schemas/batch.ts'
import type { LifecycleEvent } from '../../../schemas/events.ts'
import { DEFAULT_POLICY } from '../../../schemas/policy.ts'
import { MINUTE } from '../../../schemas/time.ts'
import { Random } from '../../histories/random.ts'
import { KEYRING } from '../../histories/replay.ts'
import { ATTACKS, NOON } from './bound/attacks.ts'
import { mostBytes } from './bound/limits.ts'
import { Named } from './bound/named.ts'
import type { Law } from './law.ts'

const EVENTS = 100
const FEW_PARTS = 10

function batchOfEvents(events: readonly LifecycleEvent[]): EventBatch {
  const batch = new EventBatch(Math.max(1, events.length))
  const stamp = { tenant: 'default', source: 'test', authority: true, eventId: ['x'] }
  for (const event of events) batch.push(event, stamp, KEYRING)
  return batch
}

/** An engine under attack, and what it may hold. */
export class Besieged {
  readonly engine = new Engine(RULES, DEFAULT_POLICY)
  readonly named = new Named()
  #now = NOON

  /** Takes events, a little later than the ones before, and judges. */
  take(events: readonly LifecycleEvent[]): void {
    this.named.add(events)
    this.engine.merge(batchOfEvents(events))
    this.engine.judge((this.#now += MINUTE))
  }

  /** Bytes of rows, links, ids and what was published. */
  get held(): number {
    return this.engine.state.size + this.engine.published.size
  }

  /** What it holds, and what it may hold, in words where that is more. */
  get excess(): string | null {
    const [held, most] = [this.engine.size, mostBytes(this.named)]
    return held > most ? `${held} bytes are held, of ${JSON.stringify(this.named.counts)} at most ${most}` : null
  }
}

/** Bound: memory grows with who is named and with nothing else, by no more than is written down. */
export const bound: Law = (seed) => {
  const random = new Random(~seed)
  const [name, attack] = random.pick(Object.entries(ATTACKS))
  const inOrder = attack(EVENTS, random)
  const events = random.chance(0.5) ? inOrder : random.shuffled(inOrder)
  const besieged = new Besieged()
  const differs = (claim: string) => ({ ...NOTHING, seed, claim: `${name}: ${claim}`, now: NOON })
  for (const part of random.parts(events, random.pick([FEW_PARTS, events.length]))) {
    besieged.take(part)
    if (besieged.excess !== null) return differs(besieged.excess)
  }
  const { held } = besieged
  for (const again of [random.shuffled(events), random.sample(events, EVENTS / 4)]) besieged.take(again)
  return held === besieged.held ? null : differs(`what comes again takes ${besieged.held - held} bytes`)
}

const NOTHING = { expected: [], found: [], complaints: [], steps: [] }
