/**
 * A service as somebody would write it, in the form that its project has: each project of the test compiles it, and runs it as `node service
 * preset|exporter|sampler <pod>`. It tells of a token that outlives its pod, through a pipeline of the library's own or through the service's SDK, which
 * samples nothing.
 */
export const SERVICE = `
import { credentials, CredentialSampler, lifespanTelemetry, withCredential, workload } from '@lifespan/instrumentation'
import type { Credential } from '@lifespan/instrumentation'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { NodeSDK } from '@opentelemetry/sdk-node'

const [, , pipeline = '', pod = ''] = process.argv
const HOUR = 3_600_000
const born = Date.now() - 2 * HOUR
const never = { shouldSample: () => ({ decision: 0 }), toString: () => 'never' }

function begin(): { shutdown(): Promise<void> } {
  if (pipeline === 'preset') return lifespanTelemetry({ resource: { 'service.name': 'broker' } })
  if (pipeline === 'exporter') return lifespanTelemetry({ exporter: new OTLPTraceExporter() })
  const sdk = new NodeSDK({ sampler: new CredentialSampler(never) })
  sdk.start()
  return sdk
}

async function main(): Promise<void> {
  const telemetry = begin()
  const parent = { id: 'parent-of-' + pod, issuer: 'https://broker.example' }
  const token: Credential = {
    id: 'token-of-' + pod,
    issuer: 'https://broker.example',
    kind: 'jwt',
    subject: 'spiffe://example.org/' + pod,
    notAfter: new Date(born + 4 * HOUR),
    workload: { id: pod, kind: 'pod' },
  }
  workload.started({ id: pod, kind: 'pod' }, { at: born })
  await withCredential(parent, async () => credentials.issued(token, { at: born }))
  workload.ended({ id: pod, kind: 'pod', reason: 'completed' }, { at: new Date(born + HOUR / 2) })
  credentials.used(token, { action: 'GET', target: '/pay', at: born + HOUR })
  await telemetry.shutdown()
}

void main()
`
