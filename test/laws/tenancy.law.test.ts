import { describe, test } from 'vitest'
import { tenancy } from './bodies/tenancy.ts'
import { holdsForAll } from './runs.ts'

describe('a tenant', () => {
  test('has its own findings, whatever happens to another one', () => holdsForAll(tenancy))
})
