import { describe, test } from 'vitest'
import { order } from './bodies/order.ts'
import { holdsForAll } from './runs.ts'

describe('the order of arrival', () => {
  test('does not matter, however events are split into batches', () => holdsForAll(order))
})
