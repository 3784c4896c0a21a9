import { expect, test } from 'vitest'
import { KEY_WORDS } from '../schemas/keys.ts'
import { Rejections, type Rejection } from './rejected.ts'

const rejection = (position: number): Rejection => ({
  tenant: 'default',
  source: 'otlp',
  reason: 'not JSON',
  carrier: 'body',
  place: '/v1/traces',
  position,
  detail: '',
  bytes: 4,
  fingerprint: new Uint32Array(KEY_WORDS),
})

test('what waits for ClickHouse is listed up to a limit, and counted beyond it', () => {
  const gathered = new Rejections()
  for (let request = 0; request < 30; request++) {
    const rejections = new Rejections()
    for (let n = 0; n < 500; n++) rejections.add(rejection(n))
    rejections.count('otlp', 'too many', 7)
    gathered.addAll(rejections)
  }
  const rows = gathered.rows()
  expect(rows).toHaveLength(10_002)
  expect(rows.slice(-2)).toMatchObject([
    { carrier: 'unlisted', reason: 'too many', records: 210 },
    { carrier: 'unlisted', reason: 'not JSON', records: 5_000 },
  ])
  expect(rows.reduce((sum, { records }) => sum + records, 0)).toBe(30 * 507)
})
