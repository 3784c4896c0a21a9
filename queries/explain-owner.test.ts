import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEFAULT_POLICY } from '../schemas/policy.ts'
import { DAY, formatRfc3339, HOUR, MINUTE, NEVER, type Millis } from '../schemas/time.ts'
import { tellGap } from './explain-gone.ts'
import { ownerStoryOf } from './explain-owner.ts'
import { millisOf } from './moments.ts'
import { explain } from './explain.ts'
import { renderExplained } from './explain-text.ts'
import { listFindings } from './findings.ts'
import { insertEvents, type ToldEvent } from './testing/events.ts'
import { storeFindings } from './testing/findings.ts'
import { startTestServer, type TestServer } from './testing/server.ts'
import { createViews } from './views.ts'

const NOW = Date.UTC(2026, 0, 31)
const BORN = NOW - 20 * MINUTE
const ago = (length: Millis) => formatRfc3339(NOW - length)

const assigned = (identity: string, before: Millis, said: Partial<ToldEvent> = {}): ToldEvent => ({
  type: 'owner.assigned',
  at: NOW - before,
  identity,
  ...said,
})
const left = (owner_id: string, before: Millis): ToldEvent => ({ type: 'owner.departed', at: NOW - before, owner_id })
const key = (identity: string, said: Partial<ToldEvent> = {}): ToldEvent => ({
  type: 'credential.issued',
  at: BORN,
  issuer: 'vault:x',
  credential_id: `key of ${identity}`,
  credential_kind: 'api_key',
  identity,
  ...said,
})

const EVENTS: readonly ToldEvent[] = [
  assigned('departure', 50 * DAY, { owner_id: 'zoe' }),
  left('zoe', 2 * DAY),
  key('departure'),
  // The departure again, an end and a departed successor: one stretch, which began with the departure.
  assigned('departure', DAY + HOUR),
  assigned('own end', 50 * DAY, { owner_id: 'yan', owner_until: NOW - 3 * DAY }),
  key('own end', { at: NOW - 9 * DAY }),
  assigned('given up', 50 * DAY, { owner_id: 'xia' }),
  assigned('given up', 4 * DAY),
  key('given up'),
  assigned('to nobody there', 50 * DAY, { owner_id: 'wim' }),
  assigned('to nobody there', 2 * DAY - HOUR, { owner_id: 'zoe' }),
  key('to nobody there'),
  assigned('adopted', 50 * DAY, { owner_id: 'zoe' }),
  assigned('adopted', MINUTE, { owner_id: 'team' }),
  key('adopted', { credential_kind: 'jwt' }),
]

const TENANT = 'small-world'
const INSTANTS = Array.from({ length: 12 }, (_, n) => NOW - (26 - 2 * n) * DAY)

/** Few owners and instants, so that things collide: who is assigned, given up, departs and returns. */
function smallWorld(): ToldEvent[] {
  const drawn = fc.sample(
    fc.record({
      at: fc.constantFrom(...INSTANTS),
      what: fc.nat(6),
      owner: fc.nat(2),
      identity: fc.nat(29),
      end: fc.nat(11),
    }),
    { numRuns: 400, seed: 4 },
  )
  const tenant = TENANT
  const ownership = drawn.map(({ at, what, owner, identity, end }): ToldEvent => {
    const [owner_id, about] = [`owner ${owner}`, { at, identity: `svc ${identity}`, tenant }]
    if (what === 0) return { type: 'owner.departed', at, owner_id: `${owner_id} of ${identity % 5}`, tenant }
    if (what === 1) return { type: 'owner.returned', at, owner_id: `${owner_id} of ${identity % 5}`, tenant }
    if (what === 2) return { type: 'owner.assigned', ...about }
    const until = what === 3 && INSTANTS[end]! > at ? { owner_until: INSTANTS[end]! } : {}
    return { type: 'owner.assigned', ...about, owner_id: `${owner_id} of ${identity % 5}`, ...until }
  })
  const keys = Array.from({ length: 30 }, (_, n) => key(`svc ${n}`, { tenant, at: INSTANTS[n % 12]! - DAY / 2 }))
  return [...ownership, ...keys]
}

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await createViews(server.client)
  await insertEvents(server.client, [...EVENTS, ...smallWorld()])
  await storeFindings(server.client)
})
afterAll(() => server.stop())

async function explained(identity: string) {
  const subjects = [`key of ${identity}`]
  const [finding] = await listFindings(server.client, DEFAULT_POLICY, { now: NOW, rules: ['G01'], subjects })
  return explain(server.client, DEFAULT_POLICY, finding!.id, { now: NOW })
}

const grace = (gone: Millis) => `an owner may be missing for 1 d: until ${ago(gone - DAY)}`
const END = 'it never expires, and it was not revoked'

test('the stretch that is told is the one that the rule judged, in whatever history', async () => {
  const all = await listFindings(server.client, DEFAULT_POLICY, { now: NOW, rules: ['G01'] })
  const findings = all.filter(({ tenant }) => tenant === TENANT)
  expect(findings.length).toBeGreaterThan(15)
  for (const finding of findings) {
    const { gap, before } = await ownerStoryOf(server.client, DEFAULT_POLICY, finding)
    const [since, until] = [millisOf(finding.since), finding.until === null ? NEVER : millisOf(finding.until)]
    expect([Math.max(gap!.gone + DAY, since), gap!.back]).toEqual([millisOf(finding.appears), until])
    expect(before?.until ?? 0).toBeLessThanOrEqual(gap!.gone)
    const told = tellGap(gap!)
    expect(told.length).toBeGreaterThan(1)
  }
})

describe('an explained G01', () => {
  test('tells a departure, though the credential came later', async () => {
    const { deadline, owner } = await explained('departure')
    expect(deadline).toEqual([
      `zoe left at ${ago(2 * DAY)}`,
      `nobody answers for departure since ${ago(2 * DAY)}`,
      grace(2 * DAY),
      `the credential's first sign of life was at ${ago(20 * MINUTE)}`,
      `it is a finding after ${ago(20 * MINUTE)}`,
      END,
    ])
    expect(owner).toEqual({ before: 'zoe', until: ago(2 * DAY), now: null })
  })

  test('tells an end that the assignment said itself', async () => {
    const { deadline, owner } = await explained('own end')
    expect(deadline).toEqual([
      `the assignment to yan ended at ${ago(3 * DAY)}, as it said itself`,
      `nobody answers for own end since ${ago(3 * DAY)}`,
      grace(3 * DAY),
      `it is a finding after ${ago(2 * DAY)}`,
      END,
    ])
    expect(owner).toEqual({ before: 'yan', until: ago(3 * DAY), now: null })
  })

  test("tells an end of whichever owner's", async () => {
    const { deadline, owner } = await explained('given up')
    expect(deadline[0]).toBe(`from ${ago(4 * DAY)} on nobody is named as its owner any more; xia was until then`)
    expect(owner).toEqual({ before: 'xia', until: ago(4 * DAY), now: null })
  })

  test('tells an assignment to somebody who had left', async () => {
    const { deadline, owner } = await explained('to nobody there')
    const assignedAt = ago(2 * DAY - HOUR)
    expect(deadline[0]).toBe(`to nobody there was assigned at ${assignedAt} to zoe, who had left at ${ago(2 * DAY)}`)
    expect(deadline[1]).toBe(`nobody answers for to nobody there since ${assignedAt}`)
    expect(owner).toEqual({ before: 'wim', until: assignedAt, now: null })
  })

  test('tells who answers for it again, whatever is known of its expiry', async () => {
    const { deadline, owner } = await explained('adopted')
    expect(deadline[1]).toBe(`nobody answers for adopted from ${ago(2 * DAY)} to ${ago(MINUTE)}`)
    expect(deadline.at(-1)).toBe(`team answers for it from ${ago(MINUTE)} on`)
    expect(owner).toMatchObject({ before: 'zoe', until: ago(2 * DAY) })
  })

  test('says so in its text', async () => {
    const text = renderExplained(await explained('departure'))
    expect(text).toContain(`Owner\n  before: zoe (until ${ago(2 * DAY)})\n  now: nobody\n`)
  })
})
