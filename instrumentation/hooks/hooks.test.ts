import { readFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { SUPPORTED } from '../auto.ts'
import { credentials, withCredential } from '../credentials.ts'
import { shared } from '../shared.ts'
import { told } from '../told-for-test.ts'
import { errorOf, failureIn } from './answer.ts'
import { awsClients } from './aws.ts'
import { awsProviders } from './aws-providers.ts'
import { endAfter, handedOut } from './handed-out.ts'
import { kubernetes } from './kubernetes.ts'
import type { Exports } from './observe.ts'
import { oauth4webapi } from './oauth4webapi.ts'
import { observeBearers } from './bearer.ts'
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
  function clientThat(answer: unknown, endpoint = 'http://vault:8200') {
    const client = {
      endpoint,
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

  test.each(['http://vault:8200', 'http://vault:8200/', 'http://vault:8200//'])(
    'has paths without what stands before them: %s',
    async (endpoint) => {
      const ask = (path: string) => clientThat({}, endpoint).request({ method: 'GET', path, headers })
      const occurrences = await told(() => Promise.all(['/secret/data/a', '//secret/data/a'].map(ask)))
      expect(occurrences.map(({ attributes }) => attributes['credential.use.target'])).toEqual([
        'secret/data/a',
        'secret/data/a',
      ])
    },
  )

  test('issues a token to who logs in with the credential that is active, and with none otherwise', async () => {
    const login = () =>
      clientThat({ auth: { accessor: `of-${Math.random()}` } }).request({
        method: 'POST',
        path: '/auth/kubernetes/login',
      })
    const orphan = () =>
      clientThat({ auth: { accessor: 'orphan' } }).request({
        method: 'POST',
        path: '/auth/token/create-orphan',
        headers,
      })
    const occurrences = await told(async () => {
      await withCredential({ id: 'sa-token', issuer: 'k8s' }, login)
      await login()
      await withCredential({ id: 'sa-token', issuer: 'k8s' }, orphan)
    })
    const issued = occurrences.filter(({ name }) => name === 'credential.issued')
    expect(issued.map(({ attributes }) => attributes['credential.parent.id'])).toEqual([
      'sa-token',
      undefined,
      undefined,
    ])
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

describe('an OAuth server', () => {
  const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
  const server = { issuer: 'https://idp.example' }

  test.each([
    [JWT_BEARER, { assertion: 'an-assertion' }],
    ['urn:ietf:params:oauth:grant-type:token-exchange', { subject_token: 'an-assertion' }],
  ])('gives by %s what has the assertion as its parent', async (grant, said) => {
    const library = oauth4webapi.patch({
      genericTokenEndpointRequest: () => Promise.resolve({}),
      processGenericTokenEndpointResponse: () => Promise.resolve({ access_token: `for-${grant}` }),
    }) as Record<string, (...args: unknown[]) => Promise<unknown>>
    const [issued] = await told(async () => {
      const answer = await library['genericTokenEndpointRequest']!(server, {}, {}, grant, new URLSearchParams(said))
      await library['processGenericTokenEndpointResponse']!(server, {}, answer)
    })
    const [seen] = await told(() => credentials.used({ secret: 'an-assertion', issuer: server.issuer }))
    expect(issued!.attributes['credential.parent.id']).toBe(seen!.attributes['credential.id'])
  })
})

test('AWS gives, by what no key signed, what the active credential is the parent of', async () => {
  const stack: ((next: unknown, context: object) => (args: object) => Promise<unknown>)[] = []
  class Client {
    middlewareStack = { add: (middleware: (typeof stack)[number]) => void stack.push(middleware) }
    send() {
      const Credentials = { AccessKeyId: 'ASIAEXAMPLE', SessionToken: 'token', Expiration: new Date() }
      return stack[0]!(async () => ({ output: { Credentials } }), { commandName: 'AssumeRoleWithSAMLCommand' })({})
    }
  }
  awsClients[0]!.patch({ Client })
  const [issued] = await told(() => withCredential({ id: 'saml', issuer: 'idp' }, () => new Client().send()))
  expect(issued!.attributes).toMatchObject({ 'credential.id': 'ASIAEXAMPLE', 'credential.parent.id': 'saml' })
})

test.each<readonly [string, (host: string) => OutgoingHttpHeaders | readonly string[]]>([
  ['that are a list', (host) => ['Authorization', 'Bearer a-token', 'Host', host]],
  ['of which each is one', () => ({ AUTHORIZATION: ['Bearer a-token'] })],
])('a bearer token is seen in headers %s', async (_, headersFor) => {
  const server = createServer((__, response) => void response.end())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const unobserve = observeBearers()
  const ask = async (headers: OutgoingHttpHeaders | readonly string[]) => {
    const asked = request({ port, host: '127.0.0.1', path: '/a?b', headers }).end()
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    await answer.resume().toArray()
  }
  process.env['LIFESPAN_ISSUERS'] = `127.0.0.1:${port}=idp`
  shared().issuers = null
  const occurrences = await told(() => ask(headersFor(`127.0.0.1:${port}`)))
  unobserve()
  delete process.env['LIFESPAN_ISSUERS']
  shared().issuers = null
  server.close()
  expect(occurrences.map(({ attributes }) => attributes)).toMatchObject([
    { 'credential.issuer': 'idp', 'credential.use.target': `127.0.0.1:${port}/a` },
  ])
})
