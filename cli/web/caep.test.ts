import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { alertOf } from '../../alerts/alert-for-test.ts'
import { allowedOf } from '../../alerts/delivery/addresses.ts'
import type { Endpoint } from '../../alerts/endpoint.ts'
import { Alerts } from '../../alerts/io/alerts.ts'
import { Ledger } from '../../alerts/io/ledger.ts'
import { startReceiver } from '../../alerts/io/receiver-for-test.ts'
import type { Route } from '../../alerts/routes.ts'
import { newKey } from '../../alerts/io/signing.ts'
import { Budget } from '../../collector/receivers/budget.ts'
import { startOtlpHttp } from '../../collector/receivers/otlp-http.ts'
import { openSigner, rotateKey } from '../alerting/signing-keys.ts'
import { Meters } from '../telemetry/meters.ts'
import { createCaepRoutes } from './caep.ts'
import { startProbes } from './probes.ts'

const ISSUER = 'https://lifespan.example'
const [TOKEN, OTHERS] = ['a-token-of-a-receiver-0123456789', 'a-token-of-another-one-012345678']
const RISK = 'https://schemas.openid.net/secevent/caep/event-type/risk-level-change'
const SOON = { timeout: 20_000, interval: 50 }

interface Answer {
  readonly sets: Readonly<Record<string, string>>
  readonly moreAvailable: boolean
}

let directory: string
const ends: (() => Promise<unknown>)[] = []
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lifespan-caep-'))
})
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
  await rm(directory, { recursive: true, force: true })
})

const endpointOf = (name: string, said: Partial<Endpoint> = {}): Endpoint => ({
  name,
  type: 'caep-poll',
  url: '',
  secrets: [],
  token: TOKEN,
  rate: 0,
  allowed: allowedOf(['127.0.0.1']),
  stream: { audience: `https://${name}.example`, event: 'risk-level-change', credentialType: 'token' },
  ...said,
})

/** Alerts for some endpoints, a server of tokens and keys, and an independent receiver, which knows the address of the keys alone. */
async function stage(endpoints: readonly Endpoint[], keys: string | null = null, more: Partial<Route> = {}) {
  const signer = (await openSigner(directory, { issuer: ISSUER, keys }))!
  const path = join(directory, 'alerts.db')
  const routing = { routes: [{ ...more, to: endpoints.map(({ name }) => name) }], defaultTo: [], maintenance: [] }
  const alerts = new Alerts({
    path,
    endpoints,
    ...routing,
    lateness: () => 0,
    transmitter: signer,
    onTrouble: () => undefined,
  })
  const pollers = Object.fromEntries(endpoints.map(({ name, token }) => [name, token]))
  const budget = new Budget()
  const pick: Alerts['pick'] = (...asked) => alerts.pick(...asked)
  const server = await startOtlpHttp({
    host: '127.0.0.1',
    port: 0,
    named: true,
    source: 'otlp',
    intake: { submit: async (_, records) => records },
    onError: () => undefined,
    routes: createCaepRoutes({ signer, pollers, pushes: true, pick }, budget),
  })
  ends.push(async () => {
    await alerts.release()
    await server.close()
    await alerts.stop()
  })
  const verify = async (token: string, audience: string, jwks = createRemoteJWKSet(keysAt(server.url))) =>
    (await jwtVerify(token, jwks, { issuer: ISSUER, audience, typ: 'secevent+jwt' })).payload
  const post = (body: string | Uint8Array<ArrayBuffer>, name = endpoints[0]!.name, authorization = `Bearer ${TOKEN}`) =>
    fetch(`${server.url}/caep/poll/${name}`, { method: 'POST', body, headers: { authorization } })
  const poll = async (asked: object, name?: string) =>
    (await (await post(JSON.stringify({ returnImmediately: true, ...asked }), name)).json()) as Answer
  const states = () => {
    const database = new DatabaseSync(path)
    const entries = new Ledger(database).list({ limit: 100 })
    database.close()
    return entries.map(({ endpoint, state, problem }) => [endpoint, state, problem].filter((part) => part !== ''))
  }
  return { alerts, server, budget, verify, post, poll, states }
}

const keysAt = (url: string) => new URL(`${url}/.well-known/jwks.json`)
const taken = (...ids: readonly string[]) =>
  ids.map((id, n) => alertOf({ id, subject: `jti-${n}`, appears: Date.now() }))

describe('a receiver that comes for its tokens', () => {
  test('verifies them by the published keys, gets them again until it has them, and then no more', async () => {
    const { alerts, poll, verify, states } = await stage([endpointOf('broker')])
    alerts.take(taken('a', 'b', 'c'))
    const first = await poll({ maxEvents: 2 })
    expect([Object.keys(first.sets).length, first.moreAvailable]).toEqual([2, true])
    const again = await poll({ maxEvents: 2 })
    expect(again).toEqual(first)
    for (const [id, token] of Object.entries(first.sets)) {
      const { jti, events, txn, exp, sub } = await verify(token, 'https://broker.example')
      expect([jti, Object.keys(events as object), exp, sub]).toEqual([id, [RISK], undefined, undefined])
      expect(['a', 'b', 'c']).toContain(txn)
    }
    const rest = await poll({ ack: Object.keys(first.sets) })
    expect([Object.keys(rest.sets).length, rest.moreAvailable]).toEqual([1, false])
    expect(await poll({ ack: Object.keys(rest.sets) })).toEqual({ sets: {}, moreAvailable: false })
    expect(states()).toEqual(Array.from({ length: 3 }, () => ['broker', 'sent']))
  })

  test('says why it can not take one: by a code that is known, and no word of its own', async () => {
    const { alerts, poll, states } = await stage([endpointOf('broker')])
    alerts.take(taken('a', 'b'))
    const [one, other] = Object.keys((await poll({})).sets)
    const setErrs = {
      [one!]: { err: 'invalid_audience', description: 'secret of mine' },
      [other!]: { err: 'secret of mine' },
    }
    expect(await poll({ setErrs, ack: [one, one, 'msg_unknown'] })).toEqual({ sets: {}, moreAvailable: false })
    expect(states().toSorted()).toEqual([
      ['broker', 'dead', 'its receiver refused it: invalid_audience'],
      ['broker', 'dead', 'its receiver refused it: with no code that is known'],
    ])
  })

  test('waits for what comes, unless it does not want to; many at a time do not', async () => {
    const { alerts, post, poll } = await stage([endpointOf('broker')])
    expect(await poll({})).toEqual({ sets: {}, moreAvailable: false })
    const got: number[] = []
    const waiting = Array.from({ length: 6 }, async () => {
      const { sets } = (await (await post('{}')).json()) as Answer
      got.push(Object.keys(sets).length)
    })
    await expect.poll(() => got, SOON).toEqual([0, 0])
    alerts.take(taken('a'))
    await Promise.all(waiting)
    expect(got).toEqual([0, 0, 1, 1, 1, 1])
  })

  test('that waits is let go at the end, at once', async () => {
    const { alerts, post } = await stage([endpointOf('broker')])
    const waiting = post('{}')
    await new Promise((resolve) => setTimeout(resolve, 100))
    const before = performance.now()
    await alerts.release()
    const { status, headers } = await waiting
    expect([status, headers.get('retry-after')]).toEqual([503, '5'])
    expect(performance.now() - before).toBeLessThan(2_000)
  })

  test('that only acknowledges takes none', async () => {
    const { alerts, poll } = await stage([endpointOf('broker')])
    alerts.take(taken('a'))
    expect(await poll({ maxEvents: 0, returnImmediately: false })).toEqual({ sets: {}, moreAvailable: true })
  })

  test('gets each by itself and at once, also where others are told of several together', async () => {
    const group = { by: ['rule'], wait: 60_000, interval: 60_000 } as const
    const { alerts, poll } = await stage([endpointOf('broker')], null, { group })
    alerts.take(taken('a', 'b', 'c'))
    expect(Object.keys((await poll({})).sets)).toHaveLength(3)
  })

  test('acknowledges nothing of a neighbour', async () => {
    const { alerts, poll, states } = await stage([endpointOf('broker'), endpointOf('other')])
    alerts.take(taken('a'))
    const [id] = Object.keys((await poll({}, 'other')).sets)
    await poll({ ack: [id], setErrs: { [id!]: { err: 'invalid_key' } } }, 'broker')
    expect(states().toSorted()).toEqual([
      ['broker', 'ready'],
      ['other', 'ready'],
    ])
  })

  test('gets the level of what is still open of a credential when one finding of it is over', async () => {
    const { alerts, poll, verify } = await stage([endpointOf('broker')])
    const [one, two] = [
      alertOf({ id: 'one', severity: 'critical' }),
      alertOf({ id: 'two', rule: 'C01', severity: 'medium' }),
    ]
    const levels = async () => {
      const { sets } = await poll({})
      const found = await Promise.all(Object.values(sets).map((token) => verify(token, 'https://broker.example')))
      await poll({ maxEvents: 0, ack: Object.keys(sets) })
      return found.map(({ events }) => (events as Record<string, { current_level: string }>)[RISK]!.current_level)
    }
    alerts.take([one, two])
    expect(await levels()).toEqual(['HIGH', 'HIGH'])
    alerts.take([{ ...one, version: 2, hash: 'gone', retracted: true }])
    expect(await levels()).toEqual(['MEDIUM'])
    alerts.take([{ ...two, version: 2, hash: 'gone', retracted: true }])
    expect(await levels()).toEqual(['LOW'])
  })

  test('that asked for revocations hears of nothing else', async () => {
    const stream = { audience: 'a', event: 'session-revoked', credentialType: 'token' } as const
    const { alerts, poll, states } = await stage([endpointOf('broker', { stream })])
    const [one] = taken('a')
    alerts.take([one!, alertOf({ id: 'b', rule: 'G02', kind: 'identity', issuer: '' })])
    expect(states()).toEqual([['broker', 'ready']])
    await poll({ ack: Object.keys((await poll({})).sets) })
    alerts.take([{ ...one!, version: 2, hash: 'gone', retracted: true }])
    expect(states()).toEqual([['broker', 'sent']])
  })
})

describe('nobody is answered who', () => {
  test.each([
    ['has no token', 'broker', ''],
    ['has a wrong one', 'broker', `Bearer ${TOKEN}x`],
    ['has that of another', 'broker', `Bearer ${OTHERS}`],
    ['names an endpoint that is not there', 'none', `Bearer ${TOKEN}`],
    ['names none', '', `Bearer ${TOKEN}`],
    ['names what every object has', 'constructor', `Bearer ${TOKEN}`],
  ])('%s', async (_, name, authorization) => {
    const { alerts, post } = await stage([endpointOf('broker'), endpointOf('other', { token: OTHERS })])
    alerts.take(taken('a'))
    const answer = await post('{}', name, authorization)
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="lifespan"'])
    expect(await answer.text()).toContain('"err":"authentication_failed"')
  })

  test.each<[string, number, string | Uint8Array<ArrayBuffer>]>([
    ['says nothing', 400, ''],
    ['says no JSON', 400, '{'],
    ['says what is no UTF-8', 400, new Uint8Array([0x22, 0xff, 0x22])],
    ['says no object', 400, '[]'],
    ['wants fewer than none', 400, '{"maxEvents":-1}'],
    ['acknowledges what are no ids', 400, '{"ack":[1]}'],
    ['acknowledges no list', 400, '{"ack":"msg_1"}'],
    ['says no error', 400, '{"setErrs":{"msg_1":"invalid_key"}}'],
    ['says more than is read', 413, `{"ack":["${'x'.repeat(1_100_000)}"]}`],
    ['acknowledges more than anybody has', 400, JSON.stringify({ ack: Array.from({ length: 10_001 }, String) })],
  ])('%s', async (_, status, body) => {
    const { alerts, post, poll, budget } = await stage([endpointOf('broker')])
    alerts.take(taken('a'))
    const answer = await post(body)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/json'])
    expect(await answer.text()).not.toContain('xxx')
    expect([Object.keys((await poll({})).sets).length, budget.held]).toEqual([1, 0])
  })

  test('does not post', async () => {
    const { server } = await stage([endpointOf('broker')])
    expect((await fetch(`${server.url}/caep/poll/broker`)).status).toBe(405)
    expect((await fetch(keysAt(server.url), { method: 'POST' })).status).toBe(405)
  })
})

describe('a receiver that is pushed to', () => {
  test('verifies what comes, which is the same at each attempt; of its refusals the code is told', async () => {
    let answers = 0
    const receiver = await startReceiver((response) =>
      answers++ === 0
        ? response
            .writeHead(400, { 'content-type': 'application/json' })
            .end('{"err":"invalid_key","description":"my secret"}')
        : response.writeHead(202).end(),
    )
    ends.push(() => receiver.stop())
    const pushed = endpointOf('soc', { type: 'caep', url: receiver.url })
    const { alerts, states, verify } = await stage([pushed])
    alerts.take(taken('a'))
    await expect.poll(states, SOON).toEqual([['soc', 'later', 'it answered 400 invalid_key']])
    await expect.poll(states, SOON).toEqual([['soc', 'sent']])
    const [first, second] = receiver.received
    expect(first).toMatchObject({
      headers: {
        'content-type': 'application/secevent+jwt',
        accept: 'application/json',
        authorization: `Bearer ${TOKEN}`,
      },
    })
    expect(second!.body).toBe(first!.body)
    expect(await verify(first!.body, 'https://soc.example')).toMatchObject({ iss: ISSUER, txn: 'a' })
    await expect(verify(first!.body, 'https://another.example')).rejects.toThrow('aud')
  })
})

test('a key that can not be read is a failed attempt, and all that waits goes out once it is back', async () => {
  const receiver = await startReceiver((response) => void response.writeHead(202).end())
  ends.push(() => receiver.stop())
  const { alerts, states, post } = await stage([
    endpointOf('soc', { type: 'caep', url: receiver.url }),
    endpointOf('broker'),
  ])
  const file = join(directory, 'signing-keys.pem')
  const key = await readFile(file, 'utf8')
  await writeFile(file, 'cut')
  alerts.take(taken('a'))
  await expect.poll(states, SOON).toContainEqual(['soc', 'later', 'SIGNING_KEYS_UNUSABLE'])
  expect((await post('{}', 'broker')).status).toBe(503)
  await writeFile(file, key)
  await expect.poll(states, SOON).toContainEqual(['soc', 'sent'])
  expect((await post('{}', 'broker')).status).toBe(200)
})

test('a process with probes alone answers receivers as well', async () => {
  const signer = (await openSigner(directory, { issuer: ISSUER, keys: null }))!
  const core = { needs: [], judging: null, meters: new Meters(), embedded: null }
  const pick = async () => ({ sets: {}, moreAvailable: false })
  const caep = { signer, pollers: { broker: TOKEN }, pushes: false, pick }
  const where = { host: '127.0.0.1', port: 0, named: true }
  const probes = await startProbes(core, where, () => undefined, caep)
  ends.push(() => probes.close())
  const headers = { authorization: `Bearer ${TOKEN}` }
  const answers = await Promise.all([
    fetch(`${probes.url}/healthz`),
    fetch(keysAt(probes.url)),
    fetch(`${probes.url}/caep/poll/broker`, { method: 'POST', body: '{}', headers }),
    fetch(`${probes.url}/caep/poll/broker`, { method: 'POST', body: '{}' }),
    fetch(`${probes.url}/caep`),
  ])
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 401, 404])
})

describe('keys', () => {
  test('are made for this user alone, and nothing private is published', async () => {
    const { server } = await stage([endpointOf('broker')])
    expect((await stat(join(directory, 'signing-keys.pem'))).mode & 0o777).toBe(0o600)
    const { keys } = (await (await fetch(keysAt(server.url))).json()) as { keys: readonly object[] }
    expect(keys.map((key) => Object.keys(key).toSorted())).toEqual([['alg', 'e', 'kid', 'kty', 'n', 'use']])
  })

  test('are replaced while it runs: what was signed before is good until the next time', async () => {
    const { alerts, poll, verify, server } = await stage([endpointOf('broker')])
    alerts.take(taken('a'))
    const tokens: string[] = []
    const next = async () => {
      const [token] = Object.values((await poll({})).sets)
      tokens.push(token!)
    }
    await next()
    await rotateKey(directory, false)
    await next()
    for (const token of tokens) await verify(token, 'https://broker.example')
    expect(new Set(tokens.map((token) => decodeProtectedHeader(token).kid)).size).toBe(2)
    await rotateKey(directory, false)
    await next()
    await expect(verify(tokens[0]!, 'https://broker.example')).rejects.toThrow('no applicable key')
    for (const token of tokens.slice(1)) await verify(token, 'https://broker.example')
    await rotateKey(directory, true)
    await expect(verify(tokens[2]!, 'https://broker.example')).rejects.toThrow('no applicable key')
    const { keys } = (await (await fetch(keysAt(server.url))).json()) as { keys: readonly object[] }
    expect(keys).toHaveLength(1)
  })

  test('of a receiver that keeps them are asked for again where one is new', async () => {
    const { alerts, poll, verify, server } = await stage([endpointOf('broker')])
    alerts.take(taken('a'))
    const jwks = createRemoteJWKSet(keysAt(server.url), { cooldownDuration: 0 })
    const token = async () => Object.values((await poll({})).sets)[0]!
    const before = await verify(await token(), 'https://broker.example', jwks)
    await rotateKey(directory, false)
    expect(await verify(await token(), 'https://broker.example', jwks)).toEqual(before)
  })

  test('may be configured, RSA or P-256: the first signs, all are published', async () => {
    const { generateKeyPairSync } = await import('node:crypto')
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const configured = `${String(privateKey.export({ type: 'pkcs8', format: 'pem' }))}${await newKey()}`
    const { alerts, poll, verify, server } = await stage([endpointOf('broker')], configured)
    alerts.take(taken('a'))
    const [token] = Object.values((await poll({})).sets)
    expect(decodeProtectedHeader(token!)).toMatchObject({ alg: 'ES256', typ: 'secevent+jwt' })
    await verify(token!, 'https://broker.example')
    const { keys } = (await (await fetch(keysAt(server.url))).json()) as { keys: readonly { kty: string }[] }
    expect(keys.map(({ kty }) => kty)).toEqual(['EC', 'RSA'])
  })

  test('that are of no use are told at the start, without a word of them', async () => {
    const { generateKeyPairSync } = await import('node:crypto')
    const small = generateKeyPairSync('rsa', { modulusLength: 1_024 }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    })
    const open = (keys: string | null) => openSigner(directory, { issuer: ISSUER, keys })
    await expect(open(String(small))).rejects.toThrow(
      'alerts.signing_keys: a key is neither RSA of 2048 bits or more nor of the curve P-256',
    )
    const damaged = '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----'
    await expect(open(damaged)).rejects.toThrow('alerts.signing_keys: a private key is damaged')
    await writeFile(join(directory, 'signing-keys.pem'), 'cut')
    await expect(open(null)).rejects.toThrow('signing-keys.pem: there is no private key in PEM')
  })
})

test('a transmitter says of itself where its keys are, and how it delivers', async () => {
  const { server } = await stage([endpointOf('broker')])
  const answer = await fetch(`${server.url}/.well-known/ssf-configuration`)
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(await answer.json()).toEqual({
    spec_version: '1_0',
    issuer: ISSUER,
    jwks_uri: `${ISSUER}/.well-known/jwks.json`,
    delivery_methods_supported: ['urn:ietf:rfc:8935', 'urn:ietf:rfc:8936'],
    authorization_schemes: [{ spec_urn: 'urn:ietf:rfc:6750' }],
  })
})
