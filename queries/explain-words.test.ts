import { describe, expect, test } from 'vitest'
import { DEFAULT_POLICY } from '../schemas/policy.ts'
import { tellClosing, tellDeadline, type CredentialLife } from './explain-words.ts'
import type { ListedFinding } from './findings.ts'

const ENDED = '2026-01-01T10:00:00.000Z'
const LIFE: CredentialLife = {
  born: '2026-01-01T09:00:00.000Z',
  expiry: 'stated',
  expires: '2026-01-01T12:00:00.000Z',
  revoked: null,
  last_used: null,
  workload: 'w',
  workload_kind: 'vm',
  workload_ended: ENDED,
  irrevocable: false,
}

const toldOf = (appears: string, life: Partial<CredentialLife> = {}, since = ENDED) => {
  const finding = { rule: 'L01', appears, since, until: LIFE.expires } as unknown as ListedFinding
  return tellDeadline({ finding, life: { ...LIFE, ...life }, policy: DEFAULT_POLICY, chain: [], gap: null })
}

describe('the grace that a finding waited for', () => {
  test('is that of the kind of its workload', () => {
    expect(toldOf('2026-01-01T10:05:00.000Z')).toContain('grace of a vm: 5 min')
    expect(toldOf('2026-01-01T10:01:00.000Z', { workload_kind: null })).toContain(
      'grace of a workload whose kind is not known: 1 min',
    )
  })

  test('is the shortest where kinds are in conflict', () => {
    expect(toldOf('2026-01-01T10:01:00.000Z')).toContain(
      'grace, the shortest there is, for it is told in different ways what kind of workload it is: 1 min',
    )
  })

  test('does not show where the credential was born after the end', () => {
    const born = '2026-01-01T10:07:00.000Z'
    expect(toldOf(born, { born }, born)).toContain('grace of a vm: 5 min')
  })
})

describe('what would close a finding', () => {
  const closing = (rule: string) => {
    const finding = { rule, state: 'open', until: LIFE.expires } as unknown as ListedFinding
    return tellClosing({ finding, life: LIFE, policy: DEFAULT_POLICY, chain: [], gap: null })
  }

  test('is a revocation', () => {
    expect(closing('L01')).toBe(`revoke it; otherwise it ends at ${LIFE.expires}`)
  })

  test('is none where it goes on though it is revoked', () => {
    expect(closing('L03')).toContain('revoking it again changes nothing: make whoever accepts it heed revocations')
    expect(closing('L03')).toContain(LIFE.expires!)
  })
})
