import { expect, test } from 'vitest'
import { Recent } from './recent.ts'

test('what is asked for stays, and what is not is forgotten, but for the newest', () => {
  const recent = new Recent<number>()
  for (let n = 0; n < 10_000; n++) {
    recent.set(`${n}`, n)
    recent.get('0')
  }
  expect([recent.get('0'), recent.get('1'), recent.get('7000')]).toEqual([0, undefined, undefined])
  const newest = Array.from({ length: 1_000 }, (_, n) => 9_999 - n)
  expect(newest.map((n) => recent.get(`${n}`))).toEqual(newest)
  recent.clear()
  expect(recent.get('0')).toBeUndefined()
})
