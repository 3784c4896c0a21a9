import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { SUPPORTED } from '../auto.ts'
import { shared } from '../shared.ts'
import { told } from '../told-for-test.ts'
import { errorOf, failureIn } from './answer.ts'
import { awsClients } from './aws.ts'
import { awsProviders } from './aws-providers.ts'
import { endAfter, handedOut } from './handed-out.ts'
import { kubernetes } from './kubernetes.ts'
import type { Exports } from './observe.ts'
import { octokit } from './octokit.ts'
import { vault } from './vault.ts'

afterEach(() => shared().handed.clear())

test('the README names all libraries that are known', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  expect(Object.keys(SUPPORTED).filter((name) => !readme.includes(`\`${name}\``))).toEqual([])
})

describe('a credential that is handed out', () => {
  test('is issued once, however often it is, and again once it was forgotten', async () => {
    const hand = (id: string) => handedOut({ id, issuer: 'aws' })
    const occurrences = await told(() => {
      for (const id of ['a', 'b', 'a']) hand(id)
      for (let n = 0; n < 4_096; n++) hand(`${n}`)
      hand('a')
    })
    expect(occurrences.map(({ attributes }) => attributes['credential.id']).filter((id) => id === 'a')).toHaveLength(2)
  })

  test.each([
    [60, true],
    ['60', true],
    ['soon', false],
    [Number.NaN, false],
    [undefined, false],
    [null, false],
  ])('ends after %s seconds: %s', (seconds, ends) => {
    expect(endAfter(seconds) !== undefined).toBe(ends)
  })
})

test.each([
  [200, '', undefined],
  [302, '', undefined],
  [401, '', 'invalid'],
  [401, 'Bearer error="invalid_token", error_description="The token expired"', 'expired'],
  [403, '', 'access_denied'],
  [400, '', 'access_denied'],
  [404, '', 'not_found'],
  [429, '', 'throttled'],
  [503, '', '503'],
])('an answer of %i %s is the error %s', (status, said, error) => {
  expect(errorOf(status, said)).toBe(error)
})

test('a call that is rejected with nothing has failed all the same', () => {
  expect([{ error: undefined }, { error: 'why' }, { result: undefined }].map(failureIn)).toEqual([
    { error: '_OTHER' },
    { error: 'why' },
    {},
  ])
})

describe('a library of another shape', () => {
  const HOOKS = [...awsClients, ...awsProviders, kubernetes, octokit, vault]

  test.each(HOOKS.flatMap(({ name, patch }) => [{}, { default: 7 }].map((exports) => [name, patch, exports] as const)))(
    'than %s has is left as it is',
    (_, patch, exports: Exports) => {
      const before = { ...exports }
      expect(patch(exports)).toEqual(before)
    },
  )
})

describe('Vault', () => {
  const headers = { 'X-Vault-Token': 'hvs-of-the-caller' }

  /** A client that is observed, and gets that answer. */
  function clientThat(answer: unknown) {
    const client = {
      endpoint: 'http://vault:8200',
      apiVersion: 'v1',
      request: (sent: Record<string, unknown>) => {
        Object.assign(sent, { uri: `http://vault:8200/v1${String(sent['path'])}` })
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
      },
    }
    return (vault.patch((() => client) as never) as unknown as () => typeof client)()
  }

  /** What is told of one request to Vault, with what it was answered. */
  const asked = async (options: object, answer: unknown) => {
    const ask = () => clientThat(answer).request({ headers, ...options })
    const occurrences = await told(() => ask().catch(() => undefined))
    return occurrences.map(({ name, failure, attributes }) => [
      name.replace('credential.', ''),
      failure ?? 'ok',
      String(attributes['credential.id']).replace(/^hmac:.*/, 'caller'),
    ])
  }
  const refused = (statusCode: number, message: string) =>
    Object.assign(new Error(message), { response: { statusCode } })

  test.each<readonly [string, string, object, unknown, readonly string[]]>([
    ['PUT', '/sys/leases/revoke/database/creds/a/1', {}, undefined, ['revoked ok database/creds/a/1']],
    ['PUT', '/sys/revoke/database/creds/a/1', {}, undefined, ['revoked ok database/creds/a/1']],
    ['PUT', '/sys/leases/revoke-prefix/database', {}, undefined, []],
    ['POST', '/auth/token/revoke', { token: 'hvs-another' }, undefined, ['revoked ok caller']],
    ['POST', '/auth/token/revoke-orphan', { token: 'hvs-another' }, undefined, ['revoked ok caller']],
    ['POST', '/auth/token/revoke/hvs-another', {}, undefined, ['revoked ok caller']],
    ['POST', '/auth/token/revoke-accessor/a', {}, undefined, ['revoked ok a']],
    ['POST', '/auth/token/revoke-self', {}, undefined, ['revoked ok caller']],
    ['POST', '/auth/token/revoke-accessor', { accessor: 'a' }, refused(400, 'expired'), ['revoked 400 a']],
    ['GET', '/secret/a', {}, refused(403, 'permission denied'), []],
    ['POST', '/auth/approle/login', {}, { auth: { accessor: 'b' } }, ['issued ok b']],
  ])('%s %s', async (method, path, json, answer, expected) => {
    const rows = await asked({ method, path, json }, answer)
    expect(rows.filter(([what]) => what !== 'used').map((row) => row.join(' '))).toEqual(expected)
  })

  test('is not quoted with a secret that stands in a path', async () => {
    const paths = ['/auth/token/lookup/s.1234', '/auth/approle/role/a/secret-id/s.1234', '/auth/token/revoke/s.1234']
    const occurrences = await told(() =>
      Promise.all(paths.map((path) => clientThat(undefined).request({ method: 'POST', path, headers }))),
    )
    expect(occurrences.length).toBeGreaterThanOrEqual(paths.length)
    expect(JSON.stringify(occurrences)).not.toContain('1234')
  })

  test.each<readonly [string, unknown, string]>([
    ['permission denied', refused(403, '1 error occurred: permission denied'), 'access_denied'],
    ['a token that is not known', refused(403, '2 errors occurred: permission denied, invalid token'), 'invalid'],
    ['no answer', new Error('ECONNREFUSED'), ''],
    ['an answer', {}, 'ok'],
  ])('is shown a token, with %s', async (_, answer, outcome) => {
    const rows = await asked({ method: 'GET', path: '/secret/a' }, answer)
    expect(rows).toEqual(outcome === '' ? [] : [['used', outcome, 'caller']])
  })
})
