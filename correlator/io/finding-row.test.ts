import { expect, test } from 'vitest'
import { EventBatch } from '../../schemas/batch.ts'
import type { LifecycleEvent } from '../../schemas/events.ts'
import { createKeyring } from '../../schemas/keys.ts'
import { DEFAULT_POLICY } from '../../schemas/policy.ts'
import { toNanos } from '../../schemas/time.ts'
import { Engine } from '../engine/engine.ts'
import { RULES } from '../rules/index.ts'
import { createFindingRows, type FindingRow } from './finding-row.ts'

const HOUR = 3_600_000
const BEGIN = Date.UTC(2026, 0, 1)
const KEYRING = createKeyring(new Uint8Array(16))
const NAMES = { credential_id: 'c', issuer: 'i', identity: 'spiffe://prod.example/api', workload_id: 'w-2' }

const at = (hours: number, type: LifecycleEvent['type'], said: Partial<LifecycleEvent>): LifecycleEvent => ({
  type,
  outcome: 'ok',
  time: toNanos(BEGIN + hours * HOUR),
  ...said,
})

/** What is published of a credential that outlives its workload, and then its owner, by rule. */
function published(
  assigned = [at(0, 'owner.assigned', { identity: NAMES.identity, owner_id: 'ann' })],
): Map<string, FindingRow> {
  const engine = new Engine(RULES, DEFAULT_POLICY)
  const toRow = createFindingRows(engine.state, DEFAULT_POLICY)
  const rows = new Map<string, FindingRow>()
  const take = (hours: number, ...events: LifecycleEvent[]) => {
    const batch = new EventBatch()
    for (const [n, event] of events.entries())
      batch.push(
        event,
        { tenant: 'default', source: 's', authority: true, eventId: [String(hours), String(n)] },
        KEYRING,
      )
    const now = BEGIN + hours * HOUR
    engine.merge(batch)
    for (const change of engine.judge(now)) rows.set(change.rule.id, toRow(change, now))
  }
  take(
    10,
    ...assigned,
    at(0, 'credential.issued', { ...NAMES, not_after: BEGIN + 100 * HOUR, prod: true }),
    at(0, 'credential.used', { ...NAMES, workload_id: 'w-1' }),
    at(0.5, 'workload.ended', { workload_id: 'w-2' }),
  )
  take(60, at(2, 'owner.departed', { owner_id: 'ann' }))
  return rows
}

test('a published finding says what is known beside it at the moment', () => {
  const { subject, identity, owner, workload, environment, trustDomain } = published().get('L01')!
  expect(subject.id).toBe('c')
  expect({ identity, owner, workload, environment, trustDomain }).toEqual({
    identity: 'spiffe://prod.example/api',
    owner: 'ann',
    workload: 'w-1',
    environment: 'production',
    trustDomain: 'prod.example',
  })
})

test.each<readonly [string, readonly (readonly [hours: number, owner: string])[], number]>([
  ['nobody else before', [[0, 'ann']], 0],
  [
    'the same before',
    [
      [0, 'ann'],
      [5, 'ann'],
    ],
    0,
  ],
  [
    'another before',
    [
      [0, 'bob'],
      [5, 'ann'],
    ],
    5,
  ],
  [
    'another before, and said twice',
    [
      [0, 'bob'],
      [5, 'ann'],
      [7, 'ann'],
    ],
    5,
  ],
  [
    'another in between',
    [
      [0, 'ann'],
      [5, 'bob'],
      [7, 'ann'],
    ],
    7,
  ],
  [
    'another to come',
    [
      [0, 'bob'],
      [5, 'ann'],
      [99, 'eve'],
    ],
    5,
  ],
])('says since when its owner is the owner: %s', (_, owners, hours) => {
  const assigned = owners.map(([hour, owner_id]) => at(hour, 'owner.assigned', { identity: NAMES.identity, owner_id }))
  const row = published(assigned).get('L01')!
  expect([row.owner, row.ownerSince]).toEqual(['ann', hours === 0 ? 0 : BEGIN + hours * HOUR])
})

test('nobody owns what an owner left behind', () => {
  expect(published().get('G01')!.owner).toBe('')
})
