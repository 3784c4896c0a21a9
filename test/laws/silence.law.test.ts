import { describe, test } from 'vitest'
import { silence } from './bodies/silence.ts'
import { holdsForAll } from './runs.ts'

describe('what becomes true only by time passing', () => {
  test('is found at its moment without another event', () => holdsForAll(silence))
})
