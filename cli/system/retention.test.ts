import { expect, test } from 'vitest'
import { retentionAsked } from './retention.ts'

test('the environment says in days how long uses and rejected records are kept, or nothing', () => {
  expect(retentionAsked({})).toEqual({})
  expect(retentionAsked({ LIFESPAN_KEEP_USES: '' })).toEqual({})
  expect(retentionAsked({ LIFESPAN_KEEP_USES: '90', LIFESPAN_KEEP_REJECTED: 'forever' })).toEqual({
    uses: 90,
    rejected: 0,
  })
})

test.each(['6', '10001', '90d', '-1', '0', 'never', ' 90'])('%j is refused, and says what may be said', (text) => {
  expect(() => retentionAsked({ LIFESPAN_KEEP_USES: text })).toThrow(
    /LIFESPAN_KEEP_USES is .*: give whole days, from 7 to 10000, or forever/,
  )
})
