import { describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../schemas/time.ts'
import { alertOf, AT } from './alert-for-test.ts'
import type { Alert } from './alert.ts'
import { destinations, routed, type Route, type Routing } from './routes.ts'

const NOW = { now: AT, confirmedAt: AT + HOUR }
/** Where a finding goes now. */
const go = (routes: readonly Route[], alert: Alert = alertOf(), said: Partial<Routing> = {}) =>
  destinations({ routes, defaultTo: [], maintenance: [], ...said }, alert, NOW)
const names = (...args: Parameters<typeof go>) => go(...args).map(({ endpoint }) => endpoint)

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
    expect(names([{ ...said, to: ['pager'] }]).includes('pager')).toBe(matches)
  })

  test('of an identity’s own finding asks for that identity', () => {
    const alert = alertOf({ kind: 'identity', subject: 'spiffe://example.org/search', identity: '' })
    expect(names([{ identities: ['*search'], to: ['a'] }], alert)).toEqual(['a'])
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
    expect(go(routes).map(({ endpoint, from }) => [endpoint, from])).toEqual([
      ['a', AT + HOUR],
      ['b', 0],
      ['c', 0],
    ])
  })

  test('that comes first says how an endpoint is told', () => {
    const group = { by: ['owner', 'chain_root'] as const, wait: MINUTE, interval: HOUR }
    const routes: Route[] = [
      { group, repeat: DAY, to: ['a'] },
      { repeat: HOUR, to: ['a', 'b'] },
    ]
    const common = [
      ['owner', 'team-payments'],
      ['chain_root', ''],
    ]
    expect(go(routes)).toEqual([
      { endpoint: 'a', from: 0, group: { common, wait: MINUTE, interval: HOUR }, repeat: DAY },
      { endpoint: 'b', from: 0, group: null, repeat: HOUR },
    ])
  })
})

describe('the default', () => {
  const ROUTES: Route[] = [{ owners: ['team-*'], to: ['team'] }]

  test('hears of what no route matches', () => {
    const said = { defaultTo: ['soc'] }
    expect([names(ROUTES, alertOf(), said), names(ROUTES, alertOf({ owner: '' }), said)]).toEqual([['team'], ['soc']])
  })

  test.each([
    [0, ['team']],
    [AT - DAY, ['team']],
    [AT - DAY + 1, ['team', 'soc']],
    [AT, ['team', 'soc']],
  ])('hears beside its routes of what has an owner since less than a day: %i', (ownerSince, to) => {
    expect(names(ROUTES, alertOf({ ownerSince }), { defaultTo: ['soc'] })).toEqual(to)
  })
})
