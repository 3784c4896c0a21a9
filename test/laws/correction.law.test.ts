import { describe, test } from 'vitest'
import { correction } from './bodies/correction.ts'
import { holdsForAll } from './runs.ts'

describe('a late fact', () => {
  test('opens, changes or retracts, and never leaves a false finding open', () => holdsForAll(correction))
})
