import { describe, expect, test } from 'vitest'
import type { FindingChange } from '../correlator/engine/engine.ts'
import type { FindingRow } from '../correlator/io/finding-row.ts'
import { RULES } from '../correlator/rules/index.ts'
import type { Verdict } from '../schemas/findings.ts'
import { HOUR, MINUTE, NEVER } from '../schemas/time.ts'
import { Feed } from './feed.ts'
import { findingLine, type Shown } from './finding-line.ts'

const NOW = Date.UTC(2026, 10, 26)
const ALIVE: Verdict = { appears: NOW - HOUR, since: NOW - 2 * HOUR, until: NOW + HOUR, severity: 'medium' }

function published(activity: FindingChange['activity'], verdict: Verdict, name = 'somebody'): FindingRow {
  const rule = RULES.find(({ id }) => id === 'G02')!
  const change: FindingChange = { activity, rule, kind: 'identity', row: 1, verdict, version: 1 }
  const subject = { tenant: 'default', kind: 'identity', issuer: '', id: name } as const
  return {
    id: `id of ${name}`,
    subject,
    change,
    identity: name,
    owner: 'former',
    workload: '',
  } as unknown as FindingRow
}

const markIn = (feed: Feed, row: FindingRow) => feed.lines([row], NOW)[0]!.split(' ')[0]

describe('the live feed', () => {
  test('says in one word what happened to a finding', () => {
    const feed = new Feed('')
    const marks = [
      published('create', ALIVE),
      published('update', { ...ALIVE, severity: 'high' }),
      published('update', { ...ALIVE, severity: 'low' }),
      published('update', { ...ALIVE, until: NOW - 1 }),
      published('update', { ...ALIVE, until: NOW - 2 }),
      published('retract', ALIVE),
    ].map((row) => markIn(feed, row))
    expect(marks).toEqual(['new', 'worse', 'changed', 'closed', 'changed', 'retracted'])
  })

  test('knows nothing of what was published before it began', () => {
    expect(markIn(new Feed(''), published('update', { ...ALIVE, severity: 'critical' }))).toBe('changed')
    expect(markIn(new Feed(''), published('update', { ...ALIVE, until: NOW }))).toBe('closed')
  })

  test('counts what is too much at once, and says how to see it', () => {
    const rows = Array.from({ length: 30 }, (_, n) => published('create', ALIVE, `somebody ${n}`))
    const lines = new Feed(' --data there').lines(rows, NOW)
    expect(lines).toHaveLength(26)
    expect(lines.at(-1)).toBe('… and 5 more: npx lifespan findings --data there')
  })

  test('names no owner', () => {
    expect(new Feed('').lines([published('create', ALIVE)], NOW)[0]).not.toContain('former')
  })
})

describe('the line of a finding', () => {
  const shown: Shown = {
    id: '1aa8db192202454af86915cd785cedfc',
    rule: 'L01',
    severity: 'medium',
    since: Date.UTC(2023, 6, 10, 12, 8, 5),
    until: Date.UTC(2023, 6, 10, 18, 38, 25),
    subject: 'ASIATFQR7NSCWFKWOWVD',
    workload: 'c86787da-1622-4d75-b0c5-cf8691f190bc',
    workloadKind: 'pod',
    identity: 'spiffe://prod.example/ns/payments/sa/settlement',
  }

  test('says how bad, what, who, since when and how long still, in 160 characters', () => {
    const line = findingLine(shown, NOW)
    expect(line).toBe(
      'medium   L01 Credential outlives its workload: ASIATFQR7NSCWFKWOWVD of pod c86787da…f190bc, since 2023-07-10 12:08:05Z, ended 1234 d ago  1aa8db19',
    )
    expect(line.length).toBeLessThanOrEqual(160)
  })

  test('speaks of the identity where the rule does, and moves no cursor', () => {
    expect(findingLine({ ...shown, rule: 'G01', until: NEVER, subject: 'a\u001b[31mb' }, NOW)).toMatch(
      /^medium {3}G01 Orphaned owner: a\uFFFD\[31mb for ….*\/ns\/payments\/sa\/settlement, since .*, no end {2}1aa8db19$/,
    )
    expect(findingLine({ ...shown, until: NOW + 90 * MINUTE }, NOW)).toContain(', 1 h 30 min left ')
  })
})
