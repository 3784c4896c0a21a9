import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findingId } from './findings.ts'
import { bucketOf, DEFAULT_POLICY, issuerPolicy, matches, severityOf } from './policy.ts'
import { formatRfc3339, parseRfc3339, toMillis } from './time.ts'
import { createHash } from 'node:crypto'
import { EventBatch } from './batch.ts'
import { LifecycleEvent } from './events.ts'
import { createKeyring } from './keys.ts'

const MOMENT = fc.integer({ min: 1, max: 7_258_118_399_999 })

describe('times', () => {
  test('are written and read as Date does', () => {
    fc.assert(
      fc.property(MOMENT, (at) => {
        expect(formatRfc3339(at)).toBe(new Date(at).toISOString())
        expect(toMillis(parseRfc3339(new Date(at).toISOString())!)).toBe(at)
      }),
    )
  })

  test.each([
    ['2026-11-25T08:00:00.123456789Z', 1_795_593_600_123_456_789n],
    ['2026-11-25T10:00:00+02:00', 1_795_593_600_000_000_000n],
    ['2026-02-30T00:00:00Z', null],
    ['2026-11-25T24:00:00Z', null],
    ['2026-11-25T08:00:00', null],
    ['2026-11-25', null],
    ['', null],
  ])('%s is %s', (text, nanos) => {
    expect(parseRfc3339(text)).toBe(nanos)
  })
})

describe('the default policy', () => {
  test('knows the issuers that are not like others', () => {
    expect(issuerPolicy(DEFAULT_POLICY, 'aws')).toMatchObject({ cascades: false, overhang: 900_000, lateness: 900_000 })
    expect(issuerPolicy(DEFAULT_POLICY, 'vault:audit')).toMatchObject({
      cascades: true,
      propagation: 30_000,
      overhang: 60_000,
    })
    expect(issuerPolicy(DEFAULT_POLICY, 'https://issuer.example')).toEqual(DEFAULT_POLICY.issuerDefault)
  })

  test('counts a limit as reached, and a score up to its greatest', () => {
    expect([299_999, 300_000, 3_600_000, 86_400_000].map(bucketOf)).toEqual([0, 1, 2, 3])
    expect([2, 3, 4, 5, 6, 7].map(severityOf)).toEqual(['low', 'medium', 'medium', 'high', 'high', 'critical'])
  })
})

describe('a pattern', () => {
  test('matches as the regular expression of it does', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 })
    fc.assert(
      fc.property(text, text, (pattern, candidate) => {
        const expression = new RegExp(`^${pattern.split('*').join('[^]*')}$`)
        expect(matches(pattern, candidate)).toBe(expression.test(candidate))
      }),
      { numRuns: 2_000 },
    )
  })
})

describe("a finding's id", () => {
  test('hangs on tenant, rule, kind, issuer and id alone', () => {
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
    const subject = { tenant: 'default', kind: 'credential', issuer: 'aws', id: 'ASIAEXAMPLE' } as const
    const expected = createHash('sha256').update(['default', 'L01', 'credential', 'aws', 'ASIAEXAMPLE'].join('\0'))
    expect(findingId(sha256, 'L01', subject)).toBe(expected.digest('hex').slice(0, 32))
  })
})

describe('an event', () => {
  const event = { type: 'credential.used', outcome: 'ok', time: 1n, credential_id: 'a' } as const

  test('is taken as it is said, and refused with a field that nobody knows', () => {
    expect(LifecycleEvent.safeParse(event).success).toBe(true)
    expect(LifecycleEvent.safeParse({ ...event, secret: 'x' }).success).toBe(false)
    expect(LifecycleEvent.safeParse({ ...event, outcome: 'perhaps' }).success).toBe(false)
  })

  test('keeps its columns when a batch grows', () => {
    const keyring = createKeyring(new Uint8Array(16))
    const stamp = { tenant: 't', source: 's', authority: true, eventId: ['x'] }
    const [small, large] = [new EventBatch(1), new EventBatch(64)]
    for (let n = 1; n <= 40; n++) {
      const each = { ...event, time: BigInt(n) * 1_000_000n, credential_id: `c${n}`, parent_id: n % 2 ? `c${n}` : 'p' }
      small.push(each, stamp, keyring)
      large.push(each, stamp, keyring)
    }
    expect([...small.at.subarray(0, 40)]).toEqual([...large.at.subarray(0, 40)])
    expect([...small.columns.credential_key.subarray(0, 160)]).toEqual([
      ...large.columns.credential_key.subarray(0, 160),
    ])
    expect([...small.columns.has_parent.subarray(0, 4)]).toEqual([0, 1, 0, 1])
  })
})
