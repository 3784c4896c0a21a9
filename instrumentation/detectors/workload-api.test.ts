import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server as NetServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Server, ServerCredentials, status, type ServerWritableStream } from '@grpc/grpc-js'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { workloadDetector } from '../detect.ts'
import { lifespanTelemetry } from '../telemetry.ts'
import { workload } from '../workloads.ts'
import { askWorkloadApi } from './workload-api.ts'

const ID = 'spiffe://example.org/ns/shop/sa/checkout'
const bytes = (value: Buffer) => value
const field = (number: number, value: Buffer) => {
  const length = value.length < 128 ? [value.length] : [(value.length & 127) | 128, value.length >> 7]
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...length]), value])
}
/** X509SVIDResponse, with a certificate and a key before the next SVID, as an agent sends it. */
const svid = (id: string) =>
  Buffer.concat([field(1, Buffer.from(id)), field(2, Buffer.alloc(900, 1)), field(3, Buffer.alloc(138, 2))])
const responseOf = (...ids: readonly string[]) => Buffer.concat(ids.map((id) => field(1, svid(id))))

let directory: string
let agent: Server
let answer: Buffer | null
let asked: unknown[][]
let silent: NetServer

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'lifespan-spiffe-'))
  agent = new Server()
  agent.addService(
    {
      FetchX509SVID: {
        path: '/SpiffeWorkloadAPI/FetchX509SVID',
        requestStream: false,
        responseStream: true,
        requestSerialize: bytes,
        requestDeserialize: bytes,
        responseSerialize: bytes,
        responseDeserialize: bytes,
      },
    },
    {
      FetchX509SVID: (call: ServerWritableStream<Buffer, Buffer>) => {
        asked.push(call.metadata.get('workload.spiffe.io'))
        if (answer === null) call.emit('error', { code: status.PERMISSION_DENIED, details: 'no identity issued' })
        // The stream stays open, for the next rotation.
        else call.write(answer)
      },
    },
  )
  await new Promise<void>((resolve, reject) =>
    agent.bindAsync(`unix:${directory}/agent.sock`, ServerCredentials.createInsecure(), (error) =>
      error === null ? resolve() : reject(error),
    ),
  )
  silent = createServer().listen(`${directory}/silent.sock`)
})
afterEach(() => {
  delete process.env['SPIFFE_ENDPOINT_SOCKET']
})
afterAll(() => {
  agent.forceShutdown()
  silent.close()
  rmSync(directory, { recursive: true, force: true })
})

const socket = (name: string) => `unix://${directory}/${name}.sock`

describe('the SPIFFE Workload API', () => {
  test.each<readonly [string, () => Buffer | null, string | null]>([
    ['an identity', () => responseOf(ID), ID],
    ['several: the first is who one is', () => responseOf(ID, 'spiffe://example.org/other'), ID],
    ['none', () => null, null],
    ['nothing', () => Buffer.alloc(0), null],
    ['what is no SPIFFE ID', () => responseOf('https://example.org'), null],
    ['what is longer than a SPIFFE ID may be', () => responseOf(`${ID}/${'a'.repeat(2_048)}`), null],
    ['what is no message', () => Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]), null],
    ['a message that is cut', () => responseOf(ID).subarray(0, 20), null],
  ])('says %s', async (_, make, identity) => {
    asked = []
    answer = make()
    expect(await askWorkloadApi(socket('agent'), 2_000)).toBe(identity)
    expect(asked).toEqual([['true']])
  })

  test.each([
    ['is not there', () => socket('none')],
    ['does not answer', () => socket('silent')],
    ['has an address that is none', () => 'agent.sock'],
  ])('that %s is waited for no longer than is allowed', async (_, address) => {
    const from = performance.now()
    expect(await askWorkloadApi(address(), 200)).toBeNull()
    expect(performance.now() - from).toBeLessThan(2_000)
  })

  test('is part of who tells, before anything is told', async () => {
    asked = []
    answer = responseOf(ID)
    process.env['SPIFFE_ENDPOINT_SOCKET'] = socket('agent')
    const resources: unknown[] = []
    const exporter = {
      export: (
        spans: { readonly resource: { readonly attributes: object } }[],
        done: (result: { code: number }) => void,
      ) => {
        resources.push(...spans.map(({ resource }) => ({ ...resource.attributes })))
        done({ code: 0 })
      },
      shutdown: async () => undefined,
    }
    const telemetry = lifespanTelemetry({ exporter })
    workload.started({ id: 'pod' })
    await telemetry.shutdown()
    expect(resources).toMatchObject([{ 'workload.identity': ID }])
    expect(await workloadDetector.detect().attributes['workload.identity']).toBe(ID)
  })
})
