import { describe, expect, test } from 'vitest'
import { inflatedLimit } from './body.ts'
import { BODY_BYTES } from './receiver.ts'

const MIB = 1_048_576
const most = (bytes: number) => inflatedLimit(bytes, BODY_BYTES).most

describe('what a gzip body may become', () => {
  test('is room for ordinary batches, as of logs with a stack trace in each: 145 times', () => {
    expect(most(28_500)).toBeGreaterThan(28_500 * 145)
    expect(most(8 * MIB)).toBe(BODY_BYTES)
  })

  test('is no room for bombs of 1,000:1, whatever their size beyond a MiB', () => {
    for (const inflated of [2 * MIB, 8 * MIB, 20 * MIB, 50 * MIB]) expect(most(inflated / 1_000)).toBeLessThan(inflated)
  })

  test('says what it may be', () => {
    const { over } = inflatedLimit(1_000, BODY_BYTES)
    expect(over.message).toContain(
      '100 times as large as what was sent (300 up to 5 MiB), and no more: send smaller batches',
    )
  })
})
