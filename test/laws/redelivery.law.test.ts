import { describe, test } from 'vitest'
import { redelivery } from './bodies/redelivery.ts'
import { holdsForAll } from './runs.ts'

describe('a second delivery', () => {
  test('changes nothing that stands, and publishes nothing', () => holdsForAll(redelivery))
})
