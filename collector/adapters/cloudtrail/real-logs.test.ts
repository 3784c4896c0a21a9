import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { LifecycleEvent } from '../../../schemas/events.ts'
import { formatRfc3339, toMillis } from '../../../schemas/time.ts'
import { cloudtrail } from './adapter.ts'

const folder = (name: string) => fileURLToPath(new URL(`../../../../shared/data/${name}/`, import.meta.url))

function recordsOf(name: string): unknown[] {
  const files = readdirSync(folder(name)).filter((file) => file.endsWith('.gz'))
  return files.flatMap((file) => {
    const content = JSON.parse(gunzipSync(readFileSync(folder(name) + file)).toString())
    return content.Records ?? content
  })
}

function read(name: string) {
  const events: LifecycleEvent[] = []
  const counts = { accepted: 0, ignored: 0, rejected: 0 }
  for (const record of recordsOf(name)) {
    const outcome = cloudtrail.translate(record)
    counts[outcome.kind] += 1
    if (outcome.kind === 'accepted') events.push(...outcome.value.events)
  }
  return { events, counts }
}

const keysOf = (events: readonly LifecycleEvent[]) => new Set(events.map((event) => event.credential_id))
const keyTimes = (events: readonly LifecycleEvent[]) =>
  Object.fromEntries(
    events
      .filter((event) => event.credential_kind === 'api_key')
      .map((event) => [event.credential_id, clock(event.time)]),
  )
const clock = (nanos: bigint) => formatRfc3339(toMillis(nanos)).slice(11, 19)

describe.skipIf(!existsSync(folder('cloudtrail-invictus')))('CloudTrail: an account under attack emulation', () => {
  const { events, counts } = existsSync(folder('cloudtrail-invictus'))
    ? read('cloudtrail-invictus')
    : { events: [], counts: null }
  const of = (type: string) => events.filter((event) => event.type === type)
  const uses = of('credential.used')
  const temporary = of('credential.issued').filter((event) => event.credential_kind === 'sts_session')
  const issuedKeys = keysOf(temporary)
  const usesOfIssued = uses.filter((use) => use.credential_id !== undefined && issuedKeys.has(use.credential_id))

  test('every record is accounted for', () => expect(counts).toEqual({ accepted: 2847, ignored: 53, rejected: 0 }))

  test('36 temporary keys are issued in 49 requests (23 by users), 13 are denied', () => {
    const asked = uses.filter((use) => use.attributes?.['credential.use.action'] === 'sts:AssumeRole')
    expect(asked).toHaveLength(23)
    expect(asked.filter((use) => use.outcome === 'denied')).toHaveLength(13)
    expect(temporary.filter((event) => event.parent_id === undefined)).toHaveLength(49 - 23)
    expect(temporary).toHaveLength(36)
    expect(issuedKeys.size).toBe(36)
    expect(temporary.filter((event) => event.platform)).toHaveLength(20)
    expect(temporary.every((event) => event.not_after !== undefined && event.identity !== undefined)).toBe(true)
  })

  test('8 of them are used, in 70 events, 23 of which carry no error', () => {
    expect(keysOf(usesOfIssued).size).toBe(8)
    expect(usesOfIssued).toHaveLength(70)
    expect(usesOfIssued.filter((use) => use.outcome === 'ok')).toHaveLength(23)
  })

  test('99 of 130 temporary keys are forward access sessions and no credential', () => {
    const forwarded = new Set(uses.map((use) => use.attributes?.['aws.forwarded_access_key_id']))
    forwarded.delete(undefined)
    const used = [...keysOf(uses)].filter((key) => key?.startsWith('ASIA'))
    expect(forwarded.size).toBe(99)
    expect(used).toHaveLength(31)
    expect(used.some((key) => forwarded.has(key))).toBe(false)
  })

  test('no role is chained: keys of AssumeRole assume nothing', () => {
    const parents = temporary.map((event) => event.parent_id).filter((parent) => parent !== undefined)
    expect(parents.some((parent) => issuedKeys.has(parent))).toBe(false)
    expect(parents).toHaveLength(10)
  })

  test('the identity of a key is the same at issuance and at use', () => {
    const identities = new Map(temporary.map((event) => [event.credential_id, event.identity]))
    expect(usesOfIssued.filter((use) => use.identity !== identities.get(use.credential_id))).toEqual([])
  })

  test('two instances start and end, and four role keys are theirs', () => {
    expect(of('workload.started').map((event) => event.workload_id)).toEqual([
      'i-0dbc91f429e48eeed',
      'i-05c30218156bcc246',
    ])
    const ends = Object.fromEntries(of('workload.ended').map((event) => [event.workload_id, clock(event.time)]))
    expect(ends).toEqual({ 'i-0dbc91f429e48eeed': '12:08:06', 'i-05c30218156bcc246': '12:08:05' })
    const lives = temporary
      .filter((event) => event.workload_id !== undefined)
      .map((event) => {
        const used = uses.filter((use) => use.credential_id === event.credential_id)
        const last =
          used
            .map((use) => clock(use.time))
            .sort()
            .at(-1) ?? 'never'
        expect(used.every((use) => use.workload_id === event.workload_id)).toBe(true)
        const expires = formatRfc3339(event.not_after ?? 0).slice(11, 19)
        return [event.credential_id, event.workload_id, clock(event.time), expires, last, used.length].join(' ')
      })
    expect(lives.sort()).toEqual([
      'ASIATFQR7NSC36DZQP7P i-0dbc91f429e48eeed 11:55:22 18:30:22 11:57:22 2',
      'ASIATFQR7NSC377FNLFZ i-05c30218156bcc246 12:03:25 18:38:25 never 0',
      'ASIATFQR7NSCSHSEVYP5 i-0dbc91f429e48eeed 11:55:22 18:30:22 12:07:39 13',
      'ASIATFQR7NSCWFKWOWVD i-05c30218156bcc246 12:03:25 18:38:25 12:07:06 8',
    ])
  })

  test('two long-term keys are created and deleted, never used', () => {
    expect(keyTimes(of('credential.issued'))).toEqual({
      AKIATFQR7NSC3ZO6PKAZ: '12:24:29',
      AKIATFQR7NSCQLA2F4OD: '12:24:50',
    })
    expect(keyTimes(of('credential.revoked'))).toEqual({
      AKIATFQR7NSC3ZO6PKAZ: '12:28:24',
      AKIATFQR7NSCQLA2F4OD: '12:28:24',
    })
    expect(uses.some((use) => use.credential_id === 'AKIATFQR7NSC3ZO6PKAZ')).toBe(false)
  })
})

describe.skipIf(!existsSync(folder('cloudtrail-stratus')))('CloudTrail: one attack technique a file', () => {
  test('every record is accounted for', () => {
    const { events, counts } = read('cloudtrail-stratus')
    expect(counts).toEqual({ accepted: 309, ignored: 1, rejected: 0 })
    expect(events.filter((event) => event.type === 'credential.issued')).toHaveLength(11)
  })
})
