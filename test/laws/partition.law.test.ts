import { describe, test } from 'vitest'
import { partition } from './bodies/partition.ts'
import { holdsForAll } from './runs.ts'

describe('partitions', () => {
  test('find together what one finds, however many there are, and wherever they move', () => holdsForAll(partition))
})
