import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { LifecycleEvent } from '../../../schemas/events.ts'
import { readSource } from '../../files/source.ts'
import { recogniseRecord } from '../index.ts'
import { vault } from './adapter.ts'

const FOLDER = fileURLToPath(new URL('../../../../shared/data/vault/', import.meta.url))
const isThere = existsSync(FOLDER)

interface Read {
  readonly events: readonly LifecycleEvent[]
  readonly outcomes: { readonly [outcome: string]: number }
  readonly warnings: readonly string[]
}

async function read(path: string): Promise<Read> {
  const events: LifecycleEvent[] = []
  const warnings: string[] = []
  const outcomes: { [outcome: string]: number } = {}
  const count = (outcome: string, times = 1) => (outcomes[outcome] = (outcomes[outcome] ?? 0) + times)
  for await (const piece of readSource(path)) {
    warnings.push(...piece.warnings)
    if (piece.faults.length > 0) count('fault', piece.faults.length)
    for (const { record } of piece.records) {
      expect(recogniseRecord(record)).toBe(vault)
      const outcome = vault.translate(record, 'device')
      count(outcome.kind === 'accepted' ? 'accepted' : `${outcome.kind}: ${outcome.reason}`)
      if (outcome.kind === 'accepted') events.push(...outcome.value.events)
    }
  }
  return { events, outcomes, warnings }
}

const NOTHING: Read = { events: [], outcomes: {}, warnings: [] }
const all = isThere ? await read(FOLDER) : NOTHING
const guides = isThere ? await read(`${FOLDER}hashicorp_vault-guides.audit.log.gz`) : NOTHING
const monitoring = isThere ? await read(`${FOLDER}samgabrail_vault-monitoring.audit.log.gz`) : NOTHING
const docker = isThere ? await read(`${FOLDER}testdrivenio_vault-consul-docker.audit.log.gz`) : NOTHING

const of = ({ events }: Read, type: LifecycleEvent['type']) => events.filter((event) => event.type === type)
const issuedIn = (log: Read) => of(log, 'credential.issued')
const usedIn = (log: Read) => of(log, 'credential.used')

/** Uses that the rules count: of credentials that the log saw issued, each request once. */
function usesOfIssued(log: Read) {
  const issued = new Set(issuedIn(log).map((event) => event.credential_id))
  return usedIn(log).filter(
    (use) => use.credential_id !== undefined && issued.has(use.credential_id) && use.outcome !== 'allowed',
  )
}

const distinct = (values: readonly unknown[]) => new Set(values).size

describe.skipIf(!isThere)('Vault: three audit logs', () => {
  test('every entry is accounted for', () => {
    expect(all.outcomes).toEqual({
      accepted: 1451,
      'ignored: names no token or lease': 237,
      'ignored: a failed answer: the use is its request’s': 9,
    })
    expect(1451 + 237 + 9).toBe(1697)
  })

  test('one whole entry lies behind 43,074 NUL bytes', () => {
    expect(docker.warnings).toEqual(['43074 NUL bytes before an entry were passed over'])
    expect([...guides.warnings, ...monitoring.warnings]).toEqual([])
  })

  test('232 tokens are issued, 4 of them used, by 465 requests', () => {
    expect(distinct(issuedIn(all).map((event) => event.credential_id))).toBe(232)
    expect(issuedIn(all)).toHaveLength(232)
    expect(distinct(usesOfIssued(all).map((use) => use.credential_id))).toBe(4)
    expect(distinct(usesOfIssued(all).map((use) => use.record_id))).toBe(465)
    expect(usesOfIssued(all)).toHaveLength(465)
  })

  test('no lease is issued, no lifetime is said, and no credential is anybody’s but a token’s', () => {
    expect(issuedIn(all).every((event) => event.credential_kind === 'vault_token')).toBe(true)
    expect(issuedIn(all).some((event) => event.not_after !== undefined)).toBe(false)
    expect(issuedIn(all).every((event) => event.identity !== undefined)).toBe(true)
  })

  test('three tokens are children of token/create, eight came of a login with a token in its header', () => {
    const edges = issuedIn(all).map((event) => event.delegation)
    expect(edges.filter((edge) => edge === 'mint')).toHaveLength(3)
    expect(edges.filter((edge) => edge === 'login')).toHaveLength(8)
    expect(edges.filter((edge) => edge === undefined)).toHaveLength(221)
  })

  test('one lease is revoked by its id, and one prefix, which names none', () => {
    expect(of(all, 'credential.revoked').map((event) => [event.credential_id, event.outcome])).toEqual([
      ['aws/creds/foo/xQlJpKDS1ljE9Awz0aywXgbB', 'ok'],
      [undefined, 'ok'],
    ])
  })

  test('what is refused names no credential', () => {
    const refused = usedIn(all).filter((use) => use.outcome === 'refused')
    expect(distinct(refused.map((use) => use.record_id))).toBe(5)
    expect(refused.every((use) => use.credential_id === undefined)).toBe(true)
  })
})

describe.skipIf(!isThere)('Vault: each of the logs', () => {
  test('vault-guides: 221 of userpass, 8 of approle, 2 of token/create; 3 used, by 463 requests, 10 of them logins', () => {
    const by = (mount: string) => issuedIn(guides).filter((event) => event.identity?.startsWith(mount))
    expect([by('auth/userpass/').length, by('auth/approle/').length, by('token/').length]).toEqual([221, 8, 2])
    const uses = usesOfIssued(guides)
    expect([distinct(uses.map((use) => use.credential_id)), uses.length]).toEqual([3, 463])
    const target = (use: LifecycleEvent) => use.attributes?.['credential.use.target']
    expect(uses.filter((use) => target(use) === 'auth/approle/login')).toHaveLength(10)
  })

  test('vault-monitoring: 95 of 96 uses are one token’s, which says issue time and lifetime', () => {
    const uses = usedIn(monitoring)
    const told = uses.filter((use) => use.outcome === 'accepted')
    expect(distinct(uses.map((use) => use.record_id))).toBe(96)
    expect([told.length, distinct(told.map((use) => use.credential_id))]).toEqual([95, 1])
    for (const use of told) {
      expect(use.attributes).toMatchObject({
        'vault.policies': 'default,prometheus-metrics',
        'vault.token.issue_time': '2023-04-24T21:33:05Z',
        'vault.token.ttl': '2764800',
      })
    }
  })

  test('vault-consul-docker: one token, made by root, used twice and denied once', () => {
    const uses = usesOfIssued(docker)
    expect(issuedIn(docker).map((event) => [event.identity, event.delegation])).toEqual([['token/token', 'mint']])
    expect(uses.map((use) => use.outcome).toSorted()).toEqual(['accepted', 'denied'])
  })
})
