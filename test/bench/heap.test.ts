import { expect, test } from 'vitest'
import { filledEngine } from './filled.ts'
import { countReachable } from './heap-snapshot.ts'

const LIVE = 1_000_000
const MOST_OBJECTS = 10_000

test('a million live credentials are fewer than ten thousand objects of ours', { timeout: 120_000 }, async () => {
  const engine = filledEngine(LIVE)
  const { objects } = await countReachable('Engine')
  const count = Object.values(objects).reduce((sum, one) => sum + one, 0)
  expect(engine.state.credential.count).toBeGreaterThanOrEqual(LIVE)
  expect({ count, objects }).toSatisfy(() => count < MOST_OBJECTS)
})
