import { describe, expect, test } from 'vitest'
import { alertOf } from './alert-for-test.ts'
import { destinations, isLike, routed, type Route } from './routes.ts'

describe('a route', () => {
  test.each<readonly [string, Omit<Route, 'to'>, boolean]>([
    ['nothing', {}, true],
    ['its rule', { rules: ['L02', 'L0*'] }, true],
    ['another rule', { rules: ['C*'] }, false],
    ['its severity', { severity: 'high' }, true],
    ['a lesser one', { severity: 'low' }, true],
    ['a greater one', { severity: 'critical' }, false],
    ['its owner', { owners: ['team-*'] }, true],
    ['another owner', { owners: ['team-search'] }, false],
    ['its identity', { identities: ['spiffe://example.org/*'] }, true],
    ['its environment and another tenant', { environments: ['production'], tenants: ['other'] }, false],
    ['its trust domain', { trust_domains: ['example.org'] }, true],
  ])('that asks for %s', (_, said, matches) => {
    expect(destinations([{ ...said, to: ['pager'] }], alertOf()).has('pager')).toBe(matches)
  })

  test('of an identity’s own finding asks for that identity', () => {
    const alert = alertOf({ kind: 'identity', subject: 'spiffe://example.org/search', identity: '' })
    expect(destinations([{ identities: ['*search'], to: ['a'] }], alert).has('a')).toBe(true)
  })

  test('says what it asked for, and what it found', () => {
    const [found] = routed([{ rules: ['L02'], severity: 'low', to: ['a'] }], alertOf())
    expect(found).toMatchObject({
      matches: false,
      asked: [
        { what: 'rules', wanted: 'L02', found: 'L01', matches: false },
        { what: 'severity', wanted: 'low or worse', found: 'high', matches: true },
      ],
    })
  })

  test('of several goes at once where one says so', () => {
    const routes: Route[] = [{ confirmed: true, to: ['a', 'b'] }, { to: ['b', 'c'] }]
    expect([...destinations(routes, alertOf())]).toEqual([
      ['a', { confirmed: true }],
      ['b', { confirmed: false }],
      ['c', { confirmed: false }],
    ])
  })
})

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
