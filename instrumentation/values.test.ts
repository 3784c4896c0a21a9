import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  approvals,
  credentials,
  decisions,
  fromJwt,
  lifespanTelemetry,
  owners,
  withCredential,
  workload,
} from './index.ts'
import { shared } from './shared.ts'
import { told } from './told-for-test.ts'

const SEEN = { id: 'jti-1', issuer: 'https://broker.example' }
const any = (value: unknown) => value as never

beforeEach(() => shared().complaints.clear())
afterEach(() => {
  vi.unstubAllEnvs()
  shared().complaints.clear()
})

const attributesOf = async (work: () => void) => (await told(work)).map(({ attributes }) => attributes)
const complaints = () => [...shared().complaints]

describe('an end of validity', () => {
  const RFC = '2026-11-27T00:00:00Z'
  const SECONDS = Date.parse(RFC) / 1_000
  const toldOf = async (notAfter: unknown) => {
    const [attributes] = await attributesOf(() => credentials.issued({ ...SEEN, notAfter: any(notAfter) }))
    return attributes!['credential.not_after']
  }

  test.each<readonly [unknown, unknown]>([
    [SECONDS, SECONDS],
    [SECONDS + 0.7, SECONDS],
    [BigInt(SECONDS), SECONDS],
    [String(SECONDS), SECONDS],
    [new Date(RFC), '2026-11-27T00:00:00.000Z'],
    [RFC, RFC],
    ['2026-11-27T01:00:00+01:00', '2026-11-27T01:00:00+01:00'],
    [null, undefined],
    [undefined, undefined],
  ])('is read: %s', async (said, expected) => {
    expect(await toldOf(said)).toBe(expected)
    expect(complaints()).toEqual([])
  })

  test('in milliseconds is a mistake that can be seen, and is read as what it is', async () => {
    expect(await toldOf(SECONDS * 1_000)).toBe(SECONDS)
    expect(complaints()).toEqual([expect.stringMatching(/credential\.not_after .*milliseconds.*Unix seconds/)])
  })

  test.each([
    ['in an hour'],
    [3_600],
    [0],
    [-1],
    [1e15],
    [Number.NaN],
    [Infinity],
    [new Date('x')],
    [{}],
    [true],
    ['2026-11-27'],
    ['2026-02-31T00:00:00Z'],
    ['2026-11-27T24:01:00Z'],
  ])('that is none is not told, and the event is, and it is said what to write: %s', async (said) => {
    expect(await toldOf(said)).toBeUndefined()
    expect(complaints()).toEqual([expect.stringMatching(/credential\.not_after .*Unix seconds.*RFC 3339/)])
  })

  test('is read so of all that end', async () => {
    const millis = any(SECONDS * 1_000)
    const all = await attributesOf(() => {
      workload.started({ plannedEnd: millis })
      owners.assigned({ subject: 'a', id: null, until: millis })
      approvals.granted({ id: 'a', notAfter: millis })
    })
    expect(all).toEqual([
      { 'workload.planned_end': SECONDS },
      { 'owner.subject': 'a', 'owner.until': SECONDS },
      { 'approval.id': 'a', 'approval.not_after': SECONDS },
    ])
    expect(complaints()).toHaveLength(3)
  })
})

describe('when something happened', () => {
  const AT = Date.UTC(2026, 10, 27)
  const toldAt = async (at: unknown) => (await told(() => credentials.used(SEEN, { at: any(at) })))[0]?.at

  test.each([[AT], [new Date(AT)], [new Date(AT).toISOString()], [BigInt(AT)]])('is read: %s', async (at) => {
    expect(await toldAt(at)).toBe(AT)
    expect(complaints()).toEqual([])
  })

  test('in seconds is a mistake that can be seen, and is read as what it is', async () => {
    expect(await toldAt(AT / 1_000)).toBe(AT)
    expect(complaints()).toEqual([expect.stringMatching(/`at` .*seconds.*milliseconds/)])
  })

  test.each([['now'], [0], [12.5], [process.hrtime()], [{}], [new Date('x')]])(
    'that is no time is now, and it is said what to write: %s',
    async (at) => {
      const before = Date.now()
      expect(await toldAt(at)).toBeGreaterThanOrEqual(before)
      expect(complaints()).toEqual([expect.stringMatching(/`at` .*milliseconds/)])
    },
  )
})

describe('an id', () => {
  test('that is a number is its digits', async () => {
    const all = await attributesOf(() => {
      workload.ended({ id: any(6_789) })
      credentials.issued({ ...SEEN, id: any(7), workload: any({ id: 42n }), parent: { id: any(1) } })
      credentials.issued({ ...SEEN, workload: any('pod-1') })
      owners.departed({ id: any(5) })
    })
    expect(all).toMatchObject([
      { 'workload.instance.id': '6789' },
      { 'credential.id': '7', 'credential.workload.id': '42', 'credential.parent.id': '1' },
      { 'credential.workload.id': 'pod-1' },
      { 'owner.id': '5' },
    ])
    expect(complaints()).toEqual([])
  })

  test.each([[undefined], [null], [''], [' '], [{}], [Number.NaN]])(
    'of an instance that says nothing (%s) is not this process: nothing is told, but why not',
    async (id) => {
      const given = any({ id })
      expect(await attributesOf(() => (workload.started(given), workload.ended(given)))).toEqual([])
      expect(complaints()).toEqual([expect.stringContaining('workload.instance.id')])
      expect(await attributesOf(() => credentials.issued({ ...SEEN, workload: given }))).toEqual([])
      expect(complaints()).toEqual([expect.anything(), expect.stringContaining('credential.workload.id')])
    },
  )

  test('that nobody speaks of is this process', async () => {
    const all = await attributesOf(() => (workload.ended({ reason: 'completed' }), workload.ended()))
    expect(all).toEqual([{ 'workload.end.reason': 'completed' }, {}])
    expect(await attributesOf(() => credentials.issued({ ...SEEN, workload: any(null) }))).toHaveLength(1)
  })

  test('of another kind is left out, and it is said which', async () => {
    expect(await attributesOf(() => credentials.used({ ...SEEN, subject: any({}) }))).toHaveLength(1)
    expect(complaints()).toEqual([expect.stringContaining('credential.subject')])
  })

  test.each<readonly [string, () => void]>([
    ['owner.id', () => owners.assigned(any({ subject: 'a' }))],
    ['owner.id', () => owners.assigned({ subject: 'a', id: any(undefined) })],
    ['owner.id', () => owners.assigned({ subject: 'a', id: '' })],
    ['owner.id', () => owners.assigned({ subject: 'a', id: any({}) })],
    ['owner.subject', () => owners.assigned(any({ id: 'a' }))],
    ['owner.subject', () => owners.assigned({ subject: any({}), id: null })],
    ['owner.id', () => owners.departed(any({}))],
    ['owner.id', () => owners.returned({ id: any(null) })],
    ['decision.id', () => decisions.made(any({ outcome: 'deny' }))],
    ['approval.id', () => approvals.granted({ id: '' })],
  ])('that an event needs is there, or it is not told, but why not: %s', async (name, work) => {
    expect(await attributesOf(work)).toEqual([])
    expect(complaints()).toEqual([expect.stringContaining(name)])
  })

  test('that is null ends an assignment, and nothing else does', async () => {
    const all = await attributesOf(() => owners.assigned({ subject: 'a', id: null }))
    expect(all).toEqual([{ 'owner.subject': 'a' }])
    expect(complaints()).toEqual([])
  })
})

test.each([[undefined], [null], [false], [''], [0]])('an error that is none is none: %s', async (error) => {
  expect(await told(() => credentials.revoked(SEEN, { error }))).toMatchObject([{ failure: undefined }])
})

test('attributes are told whatever lists they are', async () => {
  const attributes = { sizes: [1, 2], flags: [true, false], names: ['a'], mixed: any(['a', 1, null, {}]), none: [] }
  expect(await attributesOf(() => credentials.used(SEEN, { attributes }))).toMatchObject([
    { sizes: [1, 2], flags: [true, false], names: ['a'], mixed: ['a'], none: [] },
  ])
})

test('what is a secret by its name is taken out, in lists and in a resource as well', async () => {
  const secrets = {
    password: 'hunter2',
    authorization: 'abcCANARY',
    'http.request.header.authorization': ['s3cretCANARY'],
    cookie: 'theme=CANARY1',
    client_secret: 'CANARY22',
    accessToken: 'CANARY33',
    'x-api-key': 'CANARY44',
    'db.password': 'CANARY55',
  }
  const [attributes] = await attributesOf(() =>
    credentials.used(SEEN, { attributes: { ...secrets, token: 'expired' } }),
  )
  const { 'credential.id': _, 'credential.issuer': __, token, ...taken } = attributes!
  expect(Object.keys(taken)).toEqual(Object.keys(secrets))
  expect(new Set(Object.values(taken).flat())).toEqual(new Set(['[redacted:named]']))
  expect(token).toBe('expired')
  const numbers = {
    'x.password': 12_345_678,
    password2: [1, 2, 3, 4],
    passwords: ['monkey'],
    input_tokens: 512,
    password: false,
  }
  expect(await attributesOf(() => credentials.used(SEEN, { attributes: numbers }))).toMatchObject([
    {
      'x.password': '[redacted:named]',
      password2: '[redacted:named]',
      passwords: ['[redacted:named]'],
      input_tokens: 512,
      password: false,
    },
  ])
  vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'token=CANARYabc1,password=hunter2CANARY')
  let sent: unknown
  const exporter = { export: (spans: unknown) => void (sent = spans), shutdown: async () => undefined }
  const telemetry = lifespanTelemetry({ exporter, patience: 50, resource: { secret: ['CANARY66'], size: 7 } })
  credentials.used(SEEN)
  await telemetry.shutdown()
  expect(JSON.stringify(sent)).toContain('"size":7')
  expect(JSON.stringify(sent)).not.toMatch(/CANARY|hunter2/)
})

test('a credential is not its own parent', async () => {
  const all = await attributesOf(() => {
    withCredential(SEEN, () => credentials.issued(SEEN))
    credentials.issued({ ...SEEN, parent: SEEN })
  })
  expect(all.map((attributes) => attributes['credential.parent.id'])).toEqual([undefined, undefined])
})

test('of a JWT nothing may be known beside', () => {
  expect(fromJwt('opaque', any(null))).toEqual({ secret: 'opaque', issuer: '' })
})

describe('what is written in the environment', () => {
  const exporter = { export: () => undefined, shutdown: async () => undefined }

  test.each(['true', 'TRUE', 'True', ' true '])('turns telemetry off: "%s"', async (value) => {
    vi.stubEnv('OTEL_SDK_DISABLED', value)
    expect(await told(() => credentials.used(SEEN))).toEqual([])
    lifespanTelemetry({ exporter })
    expect(shared().sink).toBeNull()
  })

  test('may be a key with what surrounds it in a file', async () => {
    const key = '7'.repeat(64)
    const idUnder = async (value: string) => {
      vi.stubEnv('LIFESPAN_FINGERPRINT_KEY', value)
      Object.assign(shared(), { key: null })
      shared().hashes.clear()
      const telemetry = lifespanTelemetry({ exporter })
      const { fingerprint } = await import('./secrets.ts')
      const id = fingerprint('a secret')
      await telemetry.shutdown()
      return id
    }
    expect(await idUnder(` ${key}\n`)).toBe(await idUnder(key))
  })
})

describe('what is missing', () => {
  const warned = async (warn: boolean | undefined, work: () => void) => {
    const emit = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
    const exporter = { export: () => undefined, shutdown: async () => undefined }
    Object.assign(shared(), { key: null, isLoud: false })
    shared().hashes.clear()
    const telemetry = lifespanTelemetry({ exporter, warn })
    work()
    work()
    await telemetry.shutdown()
    const codes = emit.mock.calls.map(([, options]) => (options as { readonly code?: unknown }).code)
    emit.mockRestore()
    Object.assign(shared(), { isLoud: false })
    return codes
  }
  const use = () => credentials.used({ secret: 'a secret', issuer: 'idp' })

  test('is warned of once, as Node does, where that is wanted', async () => {
    expect(await warned(true, use)).toEqual(['LIFESPAN_NO_KEY'])
    shared().complaints.clear()
    vi.stubEnv('LIFESPAN_FINGERPRINT_KEY', 'no key')
    expect(await warned(true, use)).toEqual(['LIFESPAN_BAD_KEY'])
    shared().complaints.clear()
    expect(await warned(undefined, use)).toEqual([])
  })

  test('is not what is wrong with a single call', async () => {
    expect(await warned(true, () => workload.ended({ id: any(null) }))).toEqual([])
    expect(complaints()).toHaveLength(1)
  })
})

test('a secret of bytes is hashed once, and is not the text that looks like it', async () => {
  const bytes = new Uint8Array([0xc3, 0xa9])
  const ids = await attributesOf(() => {
    for (const secret of [bytes, Buffer.from(bytes), 'é', 'Ã©']) credentials.used({ secret, issuer: 'idp' })
  })
  const [first, second, same, other] = ids.map((attributes) => attributes['credential.id'])
  expect([second, same]).toEqual([first, first])
  expect(other).not.toBe(first)
  expect(shared().bytes.get(Buffer.from(bytes).toString('latin1'))).toBe(first)
})

describe('a pipeline', () => {
  const exporter = { export: () => undefined, shutdown: async () => undefined }

  test.each([[false], [null], [undefined]])('follows no instance where it is told so: %s', async (of) => {
    const telemetry = lifespanTelemetry({ exporter, workload: any(of) })
    expect(shared().following?.instances.size).toBe(0)
    await telemetry.shutdown()
  })

  test('may be told nothing', async () => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', 'http://127.0.0.1:9')
    await expect(lifespanTelemetry(any(null)).shutdown()).resolves.toBeUndefined()
  })
})

describe('what can not be read', () => {
  const hostile = Object.defineProperty({ ...SEEN }, 'id', {
    get: () => {
      throw new RangeError('theirs')
    },
  })

  test.each<readonly [string, () => void]>([
    ['nothing at all', () => credentials.used(any(null))],
    ['nothing for an instance', () => workload.ended(any(null))],
    ['an id in the place of an instance', () => workload.ended(any('pod-1'))],
    ['what throws', () => credentials.used(any(hostile))],
    ['attributes that throw', () => credentials.used(SEEN, { attributes: any(hostile) })],
    ['a secret that is none', () => credentials.used({ secret: any({ length: 5 }), issuer: 'idp' })],
  ])('is not told, and complained of as what it is: %s', async (_, work) => {
    expect(await told(work)).toEqual([])
    expect(complaints()).toEqual([expect.not.stringContaining('a bug of ours')])
  })

  test('of an error is that there was one', async () => {
    const error = Object.defineProperty({}, 'code', {
      get: () => {
        throw new RangeError('theirs')
      },
    })
    expect(await told(() => credentials.used(SEEN, { error }))).toMatchObject([{ failure: '_OTHER' }])
    expect(complaints()).toEqual([])
  })

  test('of a decision, an approval or a parent is no credential where it is null', async () => {
    const all = await attributesOf(() => {
      decisions.made({ id: 'd', outcome: 'deny', credential: null })
      approvals.granted({ id: 'a', credential: null })
    })
    expect(all).toEqual([{ 'decision.id': 'd', 'decision.outcome': 'deny' }, { 'approval.id': 'a' }])
    expect(complaints()).toEqual([])
  })
})

describe('what is written otherwise than its type says', () => {
  test('is read where it is plain what is meant', async () => {
    const [issued, decided] = await attributesOf(() => {
      credentials.issued({ ...SEEN, scopes: any(new Set(['a', 'b'])), parent: any('x') })
      decisions.made({ id: 'd', policyVersion: any(3) })
    })
    expect(issued).toMatchObject({ 'credential.scopes': ['a', 'b'], 'credential.parent.id': 'x' })
    expect(decided).toMatchObject({ 'decision.policy.version': '3' })
    expect(complaints()).toEqual([])
  })

  test.each([
    ['credential.scopes', () => credentials.issued({ ...SEEN, scopes: any(42) })],
    ['credential.use.action', () => credentials.used(SEEN, { action: any({}) })],
  ])('else it is left out, and complained of: %s', async (name, work) => {
    const [attributes] = await attributesOf(work)
    expect(attributes).not.toHaveProperty([name])
    expect(complaints()).toEqual([expect.stringContaining(name)])
  })

  test.each([[-1], [Number.NaN], ['soon'], [Infinity]])('no time to wait is the usual one: %s', async (patience) => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
    const exporter = { export: () => undefined, shutdown: async () => undefined }
    const telemetry = lifespanTelemetry({ exporter, patience: any(patience), delay: any(patience) })
    credentials.used(SEEN)
    await telemetry.shutdown()
    expect(warned.mock.calls).toEqual([])
    warned.mockRestore()
    expect(complaints()).toEqual([expect.stringContaining('patience'), expect.stringContaining('delay')])
  })
})
