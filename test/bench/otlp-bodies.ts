import { gzipSync } from 'node:zlib'
import { encodeProtobuf } from '../../collector/otlp/test-protobuf.ts'
import { span, tracesRequest, type TestValue } from '../../collector/otlp/test-requests.ts'
import { formatRfc3339, HOUR, SECOND, type Millis } from '../../schemas/time.ts'

export const SPANS_A_BODY = 512
/** The steady mix of 1 : 8 : 0.25 : 0.1 in a body. */
const ISSUED = 55
const REVOKED = 14
const ENDED = 5
/** What one body lies behind the one before, and how old the first is. */
const STEP = 2 * SECOND
const AGE = 3 * HOUR

type Attributes = Readonly<Record<string, TestValue>>

/** What a resource of a broker says beside what concerns us. */
const RESOURCE: Attributes = {
  'service.name': 'token-broker',
  'service.version': '4.12.0',
  'service.namespace': 'identity',
  'telemetry.sdk.name': 'opentelemetry',
  'telemetry.sdk.language': 'go',
  'telemetry.sdk.version': '1.38.0',
  'host.name': 'ip-10-2-17-4.eu-central-1.compute.internal',
  'k8s.cluster.name': 'prod-eu-1',
}

const ISSUER = 'https://issuer.example'
const hex = (n: number, length: number) => n.toString(16).padStart(length, '0')
const mixed = (n: number) => Math.imul(n ^ (n >>> 15), 0x9e3779b1) >>> 0
/** 32 bits in hex that look drawn at random, so that a body does not become smaller than a real one would. */
const noise = (n: number) => hex(mixed(mixed(n) ^ 0x5bd1e995), 8)
const uuidOf = (n: number, kind: number) => {
  const [a, b, c] = [noise(n + kind), noise(n ^ 0x2c1b3c6d), noise(n + kind * 3)]
  return `${hex(n, 8)}-${a.slice(0, 4)}-4${a.slice(5)}-${b.slice(0, 4)}-${b.slice(4)}${c}`
}
const idOf = (n: number) => uuidOf(n, 1)
const podOf = (n: number) => uuidOf(n >> 1, 7_919)

/** Nine of the eighteen attributes are those that any HTTP span has. */
const http = (n: number): Attributes => ({
  'http.request.method': 'POST',
  'http.response.status_code': 200n,
  'http.route': '/v1/token/{id}',
  'url.full': `https://broker.internal:8443/v1/token/${n}`,
  'server.address': 'broker.internal',
  'server.port': 8443n,
  'network.peer.address': `10.2.${(n >> 8) & 255}.${n & 255}`,
  'user_agent.original': 'grpc-go/1.71.0',
  'thread.id': BigInt(n % 64),
})

const credential = (n: number): Attributes => ({
  'credential.id': idOf(n),
  'credential.issuer': ISSUER,
  'credential.kind': 'jwt',
  'credential.workload.id': podOf(n),
  'workload.kind': 'pod',
  'credential.subject': `spiffe://prod.example/ns/shop/sa/service-${n % 1000}`,
  'deployment.environment.name': n % 4 === 0 ? 'production' : 'staging',
  'k8s.namespace.name': 'shop',
})

const issued = (n: number, at: Millis): Attributes => ({
  ...credential(n),
  'credential.not_after': formatRfc3339(at + 6 * HOUR),
  'credential.privilege': 'write',
})

/** The spans of body number `body`: it issues credentials and uses, revokes and ends those of the bodies before. */
function spansOf(body: number, begin: Millis): object[] {
  const at = begin + body * STEP
  const first = body * ISSUED
  return Array.from({ length: SPANS_A_BODY }, (_, n) => {
    const before = mixed(body * SPANS_A_BODY + n)
    const older = before % Math.max(first, 1)
    const one = (name: string, attributes: Attributes) =>
      spanAt(name, { ...attributes, ...http(before) }, at + n, body, n)
    if (n < ISSUED) return one('credential.issued', issued(first + n, at + n))
    if (n < ISSUED + REVOKED)
      return one('credential.revoked', { ...credential(older), 'credential.revocation.reason': 'rotated' })
    if (n < ISSUED + REVOKED + ENDED)
      return one('workload.ended', {
        'workload.instance.id': podOf(older),
        'workload.kind': 'pod',
        'workload.end.reason': 'completed',
      })
    return one('credential.used', { ...credential(older), 'k8s.pod.uid': podOf(older) })
  })
}

function spanAt(name: string, attributes: Attributes, at: Millis, body: number, n: number): object {
  const start = `${Math.trunc(at)}000000`
  const number = body * SPANS_A_BODY + n
  const trace = number >> 2
  const traceId = `${hex(trace, 8)}${noise(trace)}${noise(trace + 1)}${noise(trace + 2)}`
  const ids = { traceId, spanId: `${hex(number, 8)}${noise(number)}` }
  return span(name, attributes, { ...ids, startTimeUnixNano: start, endTimeUnixNano: start })
}

/** Bodies as a client would send them, in protobuf, each with ids of its own. */
export function encodeBodies(count: number, now: Millis): Uint8Array[] {
  return Array.from({ length: count }, (_, body) => encodeTraces(spansOf(body, now - AGE)))
}

const encodeTraces = (spans: readonly object[]) => encodeProtobuf('TracesRequest', tracesRequest(spans, RESOURCE))

export const zipped = (bodies: readonly Uint8Array[]): Uint8Array[] => bodies.map((body) => gzipSync(body))

/** Credentials whose pods are long gone, and that nobody has used yet: the next use of each is a finding. */
export function encodeStrays(count: number, now: Millis): Uint8Array[] {
  const at = now - HOUR
  const strays = Array.from({ length: count }, (_, n) => STRAYS + n * 2)
  const spans = strays.flatMap((n, index) => [
    spanAt('credential.issued', issued(n, at), at, STRAY_BODY, index),
    spanAt(
      'workload.ended',
      { 'workload.instance.id': podOf(n), 'workload.kind': 'pod' },
      at + SECOND,
      STRAY_BODY + 1_000,
      index,
    ),
  ])
  const parts = Math.ceil(spans.length / SPANS_A_BODY)
  return Array.from({ length: parts }, (_, n) => encodeTraces(spans.slice(n * SPANS_A_BODY, (n + 1) * SPANS_A_BODY)))
}

/** Far from the numbers of ordinary credentials and bodies. */
const STRAYS = 0x4000_0000
const STRAY_BODY = 2_000_000

export const strayId = (n: number) => idOf(STRAYS + n * 2)

/** A body in which one more span uses stray number `n`. */
export function encodeWithStray(body: number, n: number, now: Millis): Uint8Array {
  const use = spanAt('credential.used', { ...credential(STRAYS + n * 2), ...http(n) }, now, STRAY_BODY + 2_000, n)
  return encodeTraces([...spansOf(body, now - AGE).slice(1), use])
}
