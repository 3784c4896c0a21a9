import { describe, expect, test } from 'vitest'
import type { ExplainedEvent } from './explain-events.ts'
import { renderExplained } from './explain-text.ts'
import type { ExplainedFinding } from './explain.ts'

const used = (outcome: string, whose = 'itself'): ExplainedEvent => ({
  time: '2026-01-01T10:00:00.000000000Z',
  type: 'credential.used',
  outcome,
  whose,
  id: 'c',
  detail: '',
  source: 'vault',
})

const textOf = (events: readonly ExplainedEvent[], uses: number) => {
  const subject = { kind: 'credential', issuer: 'i', id: 'c' }
  const finding = { rule: 'L01', title: 't', exposure_ms: 1, since: events[0]!.time, frameworks: {}, subject }
  const parts = { deadline: [], chain: [], further: [], closing: '', owner: { before: null, until: null, now: null } }
  const rest = { usesGoneBefore: null, firstUseAfter: null }
  return renderExplained({ finding, events, uses, ...parts, ...rest } as unknown as ExplainedFinding)
}

describe('an explained finding as text', () => {
  test('counts the uses that it leaves out, of whatever outcome those are that it tells', () => {
    expect(textOf([used('ok'), used('denied'), used('accepted')], 13)).toContain('10 more accepted uses')
    expect(textOf([used('accepted')], 1)).not.toContain('more accepted uses')
  })
})
