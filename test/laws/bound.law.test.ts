import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { Random } from '../histories/random.ts'
import { ATTACKS, NAMING_NOBODY } from './bodies/bound/attacks.ts'
import { MOST_BYTES } from './bodies/bound/limits.ts'
import { Besieged, bound } from './bodies/bound.ts'
import { FIRST_SEED, holdsForAll } from './runs.ts'

const EVENTS = 10_000
const USES = 100_000
const BATCH = 100
const ONE_BY_ONE = 40_000
/** What V8 moves about by itself; a timer an event would be 500 KB. */
const NOISE = 250_000

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

function held(): number {
  collectGarbage()
  collectGarbage()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

describe('memory', () => {
  test('grows with who is named and with nothing else', () => holdsForAll(bound))

  test.each(Object.entries(ATTACKS))('stays within what is written down where %s', (_, attack) => {
    const besieged = new Besieged()
    const events = attack(EVENTS, new Random(FIRST_SEED))
    for (let from = 0; from < events.length; from += BATCH) {
      besieged.take(events.slice(from, from + BATCH))
      expect(besieged.excess).toBe(null)
    }
  })

  test('takes 100,000 uses of one credential for one', () => {
    const besieged = new Besieged()
    const uses = ATTACKS['one credential is used']!(USES, new Random(FIRST_SEED))
    besieged.take(uses.slice(0, BATCH))
    const { held: before } = besieged
    for (let from = BATCH; from < USES; from += BATCH) besieged.take(uses.slice(from, from + BATCH))
    expect(besieged.held - before).toBe(0)
  })

  test.each(NAMING_NOBODY)('of the process stays the same, event by event, where %s', (name) => {
    const besieged = new Besieged()
    const events = ATTACKS[name]!(ONE_BY_ONE, new Random(FIRST_SEED))
    const takeAll = (from: number, to: number) => events.slice(from, to).forEach((event) => besieged.take([event]))
    takeAll(0, ONE_BY_ONE / 4)
    const before = held()
    takeAll(ONE_BY_ONE / 4, events.length)
    expect(held() - before).toBeLessThan(NOISE)
    expect(events.length).toBeGreaterThanOrEqual(ONE_BY_ONE)
  })

  test('has its bounds in ARCHITECTURE.md', () => {
    const text = readFileSync(new URL('../../ARCHITECTURE.md', import.meta.url), 'utf8')
    for (const [name, bytes] of Object.entries(MOST_BYTES))
      expect(text).toMatch(new RegExp(`\\| ${name} +\\| +${bytes.toLocaleString('en')} +\\|`))
  })
})
