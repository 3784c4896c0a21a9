import { describe, expect, test } from 'vitest'
import { isLike } from './glob.ts'

describe('a glob', () => {
  test.each([
    ['abc', 'abc', true],
    ['abc', 'a*', true],
    ['abc', '*c', true],
    ['abc', 'a*c', true],
    ['abc', '*b*', true],
    ['abc', '*', true],
    ['', '*', true],
    ['', '', true],
    ['abc', 'ab', false],
    ['abc', 'a*bc*c', false],
    ['aa', 'aa*aa', false],
    ['a.c', 'a?c', false],
    ['abcbc', 'a*bc', true],
    ['axbyb', 'a*b*b', true],
  ])('%s like %s: %s', (text, glob, like) => {
    expect(isLike(text, glob)).toBe(like)
  })

  test('of many stars is no work for a long text', () => {
    expect(isLike('a'.repeat(100_000), `${'*a'.repeat(1_000)}b`)).toBe(false)
  })
})
