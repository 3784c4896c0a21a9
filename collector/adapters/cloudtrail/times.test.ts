import { describe, expect, test } from 'vitest'
import { formatRfc3339 } from '../../../schemas/time.ts'
import { expirationOf } from './times.ts'

const read = (text: string) => {
  const at = expirationOf(text)
  return at === null ? null : formatRfc3339(at)
}

describe('an expiration of STS', () => {
  test.each([
    ['Jul 10, 2023, 6:30:22 PM', '2023-07-10T18:30:22.000Z'],
    ['Nov 29, 2018 4:31:59 AM', '2018-11-29T04:31:59.000Z'],
    ['Jan 1, 2024, 12:00:00 AM', '2024-01-01T00:00:00.000Z'],
    ['Jan 1, 2024, 12:00:00 PM', '2024-01-01T12:00:00.000Z'],
    ['Mar 1, 2026, 11:00:00\u202fAM', '2026-03-01T11:00:00.000Z'],
    ['2023-07-10T18:30:22Z', '2023-07-10T18:30:22.000Z'],
    ['2023-07-10 18:30:22', '2023-07-10T18:30:22.000Z'],
  ])('%s is %s', (text, moment) => expect(read(text)).toBe(moment))

  test.each([
    'Jan 01, 2019 0:00:00 PM',
    'Jan 1, 2019, 13:00:00 PM',
    'Foo 1, 2019, 1:00:00 PM',
    'Feb 30, 2024, 1:00:00 AM',
    '',
    'REDACTED',
  ])('"%s" is no time', (text) => expect(read(text)).toBeNull())
})
