import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { diag, trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { canaries, FORMAT_NAMES, seeded } from '../redaction/canaries/canaries.ts'
import { Needles } from '../test/laws/bodies/secrecy/needles.ts'
import { CANARIES, FIRST_SEED } from '../test/laws/runs.ts'
import { approvals, credentials, decisions, lifespanTelemetry, owners, withCredential, workload } from './index.ts'

/** An id like any other, which must be there, or nothing was looked at. */
const DECOY = 'a-name-that-is-no-secret'
const WAITING = 2_000

let server: Server
let bodies: Buffer[] = []
const said: string[] = []
beforeAll(async () => {
  server = createServer(async (request, response) => {
    bodies.push(Buffer.concat(await request.toArray()))
    response.end()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const note = (...words: unknown[]) => void said.push(words.map((word) => JSON.stringify(word)).join(' '))
  diag.setLogger({ error: note, warn: note, info: note, debug: note, verbose: note })
})
afterAll(() => {
  diag.disable()
  server.closeAllConnections()
  server.close()
})

const newExporter = () => new OTLPTraceExporter({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` })

/** Hands a text over wherever one can be, as if somebody knew no better. */
function handOver(text: string): void {
  const any = text as never
  const attributes = { 'server.address': text, [text]: 'x', list: [text] }
  const error = Object.assign(new Error(text), { code: text, name: text })
  const circumstances = { attributes, error }
  const parent = { id: text, issuer: text }
  const credential = { id: text, issuer: text, subject: text, audience: text, scopes: [text], actors: [text], parent }
  const times = { notBefore: text, notAfter: text }
  const words = { kind: text, delegation: any, privilege: any, workload: { id: text, kind: text } }
  credentials.issued({ ...credential, ...times, ...words }, circumstances)
  credentials.issued({ secret: text, issuer: DECOY, audience: [text] }, { error: text })
  credentials.used({ id: text, issuer: text, subject: text }, { action: text, target: text, ...circumstances })
  credentials.renewed({ secret: Buffer.from(text), issuer: text, notAfter: text }, circumstances)
  credentials.revoked(parent, { reason: any, ...circumstances })
  withCredential(parent, () => credentials.issued({ id: DECOY, issuer: DECOY }))
  const instance = { id: text, kind: text, identity: text, class: text, parent: text, initiator: text }
  workload.started({ ...instance, plannedEnd: text, restoredFrom: text }, circumstances)
  workload.ended({ ...instance, reason: any }, circumstances)
  owners.assigned({ subject: text, id: text, kind: any, until: text }, circumstances)
  owners.departed({ id: text, kind: any })
  decisions.made({ id: text, outcome: any, policy: text, policyVersion: text, credential: parent })
  approvals.granted({ id: text, approver: text, notAfter: text, scopes: [text], credential: parent })
}

/** What of all secrets is in what was sent, and in what was complained of. */
async function search(flush: () => Promise<void>): Promise<readonly string[]> {
  const all = canaries(CANARIES, seeded(FIRST_SEED + 2), FIRST_SEED)
  const needles = new Needles(all)
  const found = new Set<string>()
  bodies = []
  let [bytes, isDecoyed] = [0, false]
  const look = () => {
    for (const body of bodies.splice(0)) {
      bytes += body.length
      isDecoyed ||= body.includes(DECOY)
      for (const { canary } of needles.find(body)) found.add(canary.format)
    }
  }
  for (const [n, { text }] of all.entries()) {
    handOver(text)
    if (n % (WAITING / 20) === 0) await flush()
    look()
  }
  await flush()
  look()
  expect(isDecoyed).toBe(true)
  for (const { canary } of needles.find(Buffer.from(said.join('\n')))) found.add(`said: ${canary.format}`)
  console.log(`${CANARIES} canaries of ${FORMAT_NAMES.length} formats, ${bytes} bytes looked through`)
  return [...found]
}

describe('no byte that is sent holds a secret', () => {
  test('by the pipeline of the library, whose resource is told too', { timeout: 600_000 }, async () => {
    const [first] = canaries(1, seeded(FIRST_SEED + 2), FIRST_SEED)
    const telemetry = lifespanTelemetry({ exporter: newExporter(), resource: { 'service.name': first!.text } })
    expect(await search(() => telemetry.flush())).toEqual([])
    await telemetry.shutdown()
  })

  test("by the service's own", { timeout: 600_000 }, async () => {
    const processor = new BatchSpanProcessor({ exporter: newExporter(), maxQueueSize: 100_000 })
    trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [processor] }))
    expect(await search(() => processor.forceFlush())).toEqual([])
    trace.disable()
  })
})
