import { readFileSync } from 'node:fs'
import { context, diag, SpanStatusCode, trace, type Context, type ContextManager } from '@opentelemetry/api'
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  InMemorySpanExporter,
  ParentBasedSampler,
  SimpleSpanProcessor,
  TracerProvider,
  type Sampler,
} from '@opentelemetry/sdk-trace'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { approvals, credentials, CredentialSampler, decisions, owners, withCredential, workload } from './index.ts'
import { shared } from './shared.ts'
import { SCOPE } from './tell.ts'

const ISSUER = 'https://broker.example'
const AT = Date.UTC(2026, 0, 1)

let exporter: InMemorySpanExporter

/** Makes a provider the service's own. */
function provide(sampler: Sampler = new AlwaysOnSampler()): TracerProvider {
  trace.disable()
  const provider = new TracerProvider({ sampler, spanProcessors: [new SimpleSpanProcessor({ exporter })] })
  trace.setGlobalTracerProvider(provider)
  return provider
}

/** What was told, and nothing else. */
const told = () => exporter.getFinishedSpans().map(({ name, attributes, status }) => ({ name, attributes, status }))
const attributesOf = (n: number) => exporter.getFinishedSpans()[n]!.attributes

beforeEach(() => {
  exporter = new InMemorySpanExporter()
  provide()
  shared().key = Buffer.alloc(32, 7)
})
afterEach(() => {
  trace.disable()
  context.disable()
  diag.disable()
  shared().complaints.clear()
})

test('the scope of what is told has the version of the package', () => {
  const text = readFileSync(new URL('package.json', import.meta.url), 'utf8')
  expect(JSON.parse(text)).toMatchObject({ name: SCOPE.name, version: SCOPE.version })
})

describe('what becomes of a credential', () => {
  test('is a span of its own that has ended, at its time', () => {
    credentials.issued(
      {
        id: 'jti-1',
        issuer: ISSUER,
        kind: 'jwt',
        subject: 'spiffe://example.org/checkout',
        audience: 'vault',
        scopes: ['read'],
        notAfter: 1_800_000_000,
        notBefore: new Date(AT),
        privilege: 'write',
        revocable: false,
        workload: { id: 'pod-1', kind: 'pod' },
      },
      { at: AT, attributes: { 'server.address': 'broker' } },
    )
    const [span] = exporter.getFinishedSpans()
    expect([span!.startTime, span!.endTime]).toEqual([
      [AT / 1_000, 0],
      [AT / 1_000, 0],
    ])
    expect(told()).toEqual([
      {
        name: 'credential.issued',
        status: { code: SpanStatusCode.UNSET },
        attributes: {
          'server.address': 'broker',
          'credential.id': 'jti-1',
          'credential.issuer': ISSUER,
          'credential.kind': 'jwt',
          'credential.subject': 'spiffe://example.org/checkout',
          'credential.audience': ['vault'],
          'credential.scopes': ['read'],
          'credential.not_after': 1_800_000_000,
          'credential.not_before': '2026-01-01T00:00:00.000Z',
          'credential.privilege': 'write',
          'credential.revocable': false,
          'credential.workload.id': 'pod-1',
          'workload.kind': 'pod',
        },
      },
    ])
  })

  test('says why something failed, and nothing of what the error says', () => {
    const denied = Object.assign(new Error('token hvs.CAESIJ1234567890abcdefghijkl is bad'), { code: 'access_denied' })
    credentials.used({ id: 'jti-1', issuer: ISSUER }, { action: 's3:GetObject', target: 'bucket', error: denied })
    credentials.revoked({ id: 'jti-1', issuer: ISSUER }, { reason: 'workload_ended', error: new TypeError('secret') })
    credentials.renewed({ id: 'jti-1', issuer: ISSUER, notAfter: new Date(AT) }, { error: 'two words' })
    expect(told().map(({ attributes, status }) => [attributes['error.type'], status.code])).toEqual([
      ['access_denied', SpanStatusCode.ERROR],
      ['TypeError', SpanStatusCode.ERROR],
      ['_OTHER', SpanStatusCode.ERROR],
    ])
    expect(attributesOf(0)).toMatchObject({
      'credential.use.action': 's3:GetObject',
      'credential.use.target': 'bucket',
    })
  })

  test('is told of a secret by its keyed hash, which is the same each time', () => {
    const secret = 'hvs.CAESIJ1234567890abcdefghijkl'
    credentials.issued({ secret, issuer: ISSUER })
    credentials.used({ secret: Buffer.from(secret), issuer: ISSUER })
    credentials.used({ id: secret, issuer: ISSUER })
    const ids = told().map(({ attributes }) => attributes['credential.id'])
    expect(ids[0]).toMatch(/^hmac:[0-9a-f]{32}$/)
    expect(new Set(ids).size).toBe(1)
  })

  test('shows no part of a secret where a long text is cut', () => {
    const secret = `hvs.CAESIJ${'1234567890abcdefghijkl'.repeat(4)}`
    for (const before of [4_080, 4_086, 4_092]) {
      const target = `${'a b '.repeat(before / 4).slice(0, before)}${secret} and more`
      credentials.used({ id: 'jti-1', issuer: ISSUER }, { target })
    }
    const targets = told().map(({ attributes }) => String(attributes['credential.use.target']))
    expect(targets.filter((target) => /hvs|CAES|1234/.test(target) || target.length > 4_096)).toEqual([])
  })

  test('is not told where nobody would know of which, and that is complained of once', () => {
    const warn = vi.fn<(message: string) => void>()
    diag.setLogger({ warn, error: warn, info: () => {}, debug: () => {}, verbose: () => {} })
    for (let n = 0; n < 3; n++) credentials.used({ issuer: ISSUER })
    credentials.issued({ id: 'jti-1', issuer: '' })
    credentials.used({ secret: '', issuer: ISSUER })
    expect(told()).toEqual([])
    expect(warn.mock.calls).toEqual([[expect.stringContaining('without its issuer, or with neither id nor secret')]])
  })
})

describe('workloads, owners, decisions and approvals', () => {
  test('are told by the names of the vocabulary', () => {
    workload.started({ id: 'pod-1', kind: 'pod', identity: 'checkout', plannedEnd: new Date(AT) })
    workload.ended({ reason: 'completed' })
    owners.assigned({ subject: 'checkout', id: 'team-a', kind: 'team', until: '2027-01-01T00:00:00Z' })
    owners.departed({ id: 'team-a' })
    owners.returned({ id: 'team-a' })
    decisions.made({ id: 'd-1', outcome: 'deny', credential: { id: 'jti-1', issuer: ISSUER } })
    approvals.granted({ id: 'a-1', approver: 'alice', scopes: ['prod'] })
    expect(told().map(({ name, attributes }) => [name, attributes])).toEqual([
      [
        'workload.started',
        {
          'workload.instance.id': 'pod-1',
          'workload.kind': 'pod',
          'workload.identity': 'checkout',
          'workload.planned_end': '2026-01-01T00:00:00.000Z',
        },
      ],
      ['workload.ended', { 'workload.end.reason': 'completed' }],
      [
        'owner.assigned',
        {
          'owner.id': 'team-a',
          'owner.kind': 'team',
          'owner.subject': 'checkout',
          'owner.until': '2027-01-01T00:00:00Z',
        },
      ],
      ['owner.departed', { 'owner.id': 'team-a' }],
      ['owner.returned', { 'owner.id': 'team-a' }],
      [
        'decision.made',
        {
          'decision.id': 'd-1',
          'decision.outcome': 'deny',
          'credential.id': 'jti-1',
          'credential.issuer': ISSUER,
        },
      ],
      ['approval.granted', { 'approval.id': 'a-1', 'approval.approver': 'alice', 'approval.scopes': ['prod'] }],
    ])
  })
})

describe('with a credential', () => {
  const parents = () =>
    told().map(({ attributes }) => [attributes['credential.parent.id'], attributes['credential.parent.issuer']])

  test('what is issued has it as its parent, however late, and nothing else has', async () => {
    const answer = await withCredential({ id: 'parent', issuer: 'aws' }, async () => {
      await Promise.resolve()
      credentials.issued({ id: 'child', issuer: ISSUER })
      credentials.issued({ id: 'of another', issuer: ISSUER, parent: { id: 'other' } })
      credentials.issued({ id: 'of none', issuer: ISSUER, parent: null })
      credentials.used({ id: 'child', issuer: ISSUER })
      return withCredential({ id: 'child', issuer: ISSUER }, () => {
        credentials.issued({ id: 'grandchild', issuer: ISSUER })
        return 'answer'
      })
    })
    credentials.issued({ id: 'alone', issuer: ISSUER })
    expect(answer).toBe('answer')
    expect(parents()).toEqual([
      ['parent', 'aws'],
      ['other', ISSUER],
      [undefined, undefined],
      [undefined, undefined],
      ['child', ISSUER],
      [undefined, undefined],
    ])
  })

  test('an error is the service’s own, and a credential that can not be told of is none', () => {
    const failing = () =>
      withCredential({ issuer: ISSUER }, () => {
        credentials.issued({ id: 'child', issuer: ISSUER })
        throw new RangeError('theirs')
      })
    expect(failing).toThrow(RangeError)
    expect(parents()).toEqual([[undefined, undefined]])
  })
})

describe('a head sampler', () => {
  /** Something is done within a trace that is not sampled. */
  function within(provider: TracerProvider, work: () => void): string {
    const span = provider.getTracer('service').startSpan('request')
    context.setGlobalContextManager(only(trace.setSpan(context.active(), span)))
    work()
    span.end()
    return span.spanContext().traceId
  }

  test('loses nothing where it is wrapped, and goes on to decide of all else', () => {
    const provider = provide(new CredentialSampler(new ParentBasedSampler({ root: new AlwaysOffSampler() })))
    const traceId = within(provider, () => {
      credentials.used({ id: 'jti-1', issuer: ISSUER })
      workload.ended()
    })
    const spans = exporter.getFinishedSpans()
    expect(spans.map(({ name }) => name)).toEqual(['credential.used', 'workload.ended'])
    expect(new Set(spans.map((span) => span.spanContext().traceId))).toEqual(new Set([traceId]))
  })

  test('decides where it is not', () => {
    within(provide(new AlwaysOffSampler()), () => credentials.used({ id: 'jti-1', issuer: ISSUER }))
    expect(told()).toEqual([])
  })
})

describe('nothing reaches the service', () => {
  const trap = () => {
    throw new Error('trap')
  }

  test.each<readonly [string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a number', 7],
    ['a text', 'text'],
    ['a list', []],
    ['a trap', new Proxy({}, { get: trap, has: trap, ownKeys: trap })],
  ])('whatever it hands over: %s', (_, any) => {
    const given = any as never
    expect(() => credentials.issued(given, given)).not.toThrow()
    expect(() => credentials.used({ id: 'a', issuer: given }, { at: given, error: given })).not.toThrow()
    expect(() => credentials.used({ id: 'a', issuer: ISSUER }, { attributes: given })).not.toThrow()
    expect(() => workload.started(given, given)).not.toThrow()
    expect(() => owners.assigned(given)).not.toThrow()
    expect(() => decisions.made(given)).not.toThrow()
    expect(withCredential(given, () => 7)).toBe(7)
  })

  test('nor what its exporter or its tracer throws', () => {
    trace.disable()
    const throwing = () => {
      throw new Error('theirs')
    }
    trace.setGlobalTracerProvider({ getTracer: throwing })
    expect(() => credentials.used({ id: 'a', issuer: ISSUER })).not.toThrow()
  })

  test('and with telemetry off nothing is done at all', () => {
    vi.stubEnv('OTEL_SDK_DISABLED', 'true')
    credentials.used({ id: 'a', issuer: ISSUER })
    vi.unstubAllEnvs()
    trace.disable()
    credentials.used({
      issuer: ISSUER,
      get id(): string {
        throw new Error('nobody asks')
      },
    })
    expect(told()).toEqual([])
    expect([...shared().complaints]).toEqual([])
  })
})

/** A context manager that knows one context. */
function only(active: Context): ContextManager {
  const manager: ContextManager = {
    active: () => active,
    with: (_, work, self, ...args) => work.call(self as never, ...args),
    bind: (_, target) => target,
    enable: () => manager,
    disable: () => manager,
  }
  return manager
}
