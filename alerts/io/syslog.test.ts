import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createServer as createTlsServer,
  getCACertificates,
  Server as TlsServer,
  setDefaultCACertificates,
} from 'node:tls'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeCertificates, type Certificates } from '../../test/kafka/certificates.ts'
import { AT, messageOf } from '../alert-for-test.ts'
import { allowedOf } from '../delivery/addresses.ts'
import { dispatchOf } from '../kinds.ts'
import { framesIn } from '../payloads/frames-for-test.ts'
import { transportTo } from './transport.ts'

const LOOPBACK = allowedOf(['127.0.0.1', '::1'])
const SENT = { status: null, retryAfter: null, problem: null }
const SHORT_MS = 300

let server: Server | undefined
const sockets = new Set<Socket>()
afterEach(() => {
  for (const socket of sockets) socket.destroy()
  sockets.clear()
  server?.close()
  server = undefined
})

/** A receiver that keeps what it is sent, and hangs up when whoever sent it does, unless a test wants something else of it. */
async function receiver(made: Server, treat: (socket: Socket) => void = () => undefined) {
  const received: Buffer[] = []
  let connections = 0
  const take = (socket: Socket) => {
    sockets.add(socket.on('error', () => undefined))
    socket.on('data', (chunk) => received.push(chunk))
    treat(socket)
  }
  made.on('connection', () => connections++)
  made.on(made instanceof TlsServer ? 'secureConnection' : 'connection', take)
  server = made.listen(0, '0.0.0.0')
  await once(made, 'listening')
  return {
    port: (made.address() as AddressInfo).port,
    text: () => Buffer.concat(received).toString(),
    connections: () => connections,
  }
}

async function attempted(url: string, deadline?: number, allowed = LOOPBACK) {
  const endpoint = { name: 'siem', type: 'syslog', url, secrets: [], token: '', rate: 0, allowed } as const
  const transport = transportTo(endpoint, deadline)
  const found = await transport.send(dispatchOf(endpoint, messageOf(), AT))
  await transport.close()
  return found
}

describe('syslog', () => {
  test('is sent when all of it left, each message in a connection', async () => {
    const { port, text, connections } = await receiver(createServer())
    expect([await attempted(`syslog://127.0.0.1:${port}`), await attempted(`syslog://localhost:${port}`)]).toEqual([
      SENT,
      SENT,
    ])
    expect(framesIn(text()).map(({ extension }) => extension['act'])).toEqual(['opened', 'opened'])
    expect(connections()).toBe(2)
  })

  test('is sent to who never hangs up, too', async () => {
    const { port, text } = await receiver(createServer({ allowHalfOpen: true }))
    expect(await attempted(`syslog://127.0.0.1:${port}`)).toEqual(SENT)
    expect(framesIn(text())).toHaveLength(1)
  })

  test.each<readonly [string, (socket: Socket) => void]>([
    ['resets', (socket) => void socket.once('data', () => socket.resetAndDestroy())],
    ['resets at once', (socket) => void socket.resetAndDestroy()],
  ])('is not sent to who %s', async (_, treat) => {
    const { port } = await receiver(createServer(), treat)
    expect(await attempted(`syslog://127.0.0.1:${port}`)).toEqual({
      ...SENT,
      problem: expect.stringMatching(/^(ECONNRESET|EPIPE)$/) as string,
    })
  })

  test('is not sent to nobody', async () => {
    expect(await attempted('syslog://127.0.0.1:1')).toEqual({ ...SENT, problem: 'ECONNREFUSED' })
    expect(await attempted('syslog://127.0.0.1:99999')).toEqual({ ...SENT, problem: 'ERR_INVALID_URL' })
  })

  test('is not sent to who takes nothing, and is given up at its deadline', async () => {
    // TLS with who never says a word of it.
    const { port } = await receiver(createServer())
    const problem = `not taken within ${SHORT_MS} ms`
    expect(await attempted(`syslogs://127.0.0.1:${port}`, SHORT_MS)).toEqual({ ...SENT, problem })
  })

  test('is let go when its transport is closed, be it on its way or not yet', async () => {
    const { port, connections } = await receiver(createServer())
    const url = `syslogs://127.0.0.1:${port}`
    const transport = transportTo({ url, allowed: LOOPBACK })
    const sending = transport.send({ url, headers: {}, body: '1 x' })
    await expect.poll(connections).toBe(1)
    const late = transport.send({ url, headers: {}, body: '1 x' })
    await transport.close()
    const letGo = { ...SENT, problem: 'it is let go' }
    expect([await sending, await late]).toEqual([letGo, letGo])
    expect(connections()).toBe(1)
  })

  test.each([
    '127.0.0.1',
    '127.1',
    '0x7f.1',
    '2130706433',
    '0',
    'localhost',
    'localhost.',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[64:ff9b::7f00:1]',
  ])('does not even connect to what must not be reached: %s', async (host) => {
    const { port, connections } = await receiver(createServer())
    for (const scheme of ['syslog', 'syslogs', 'SYSLOG']) {
      const { problem } = await attempted(`${scheme}://${host}:${port}`, undefined, [])
      expect(problem).toMatch(/is not reached: it is no address of the world's \(alerts\.allow\)|ENOTFOUND/)
    }
    expect(connections()).toBe(0)
  })
})

describe('syslog with TLS', () => {
  const trusted = getCACertificates('default')
  let folder: string
  let certificates: Certificates
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lifespan-syslog-'))
    certificates = await makeCertificates(folder)
  })
  beforeEach(() => setDefaultCACertificates([...trusted, certificates.ca]))
  afterEach(() => setDefaultCACertificates(trusted))
  afterAll(() => rm(folder, { recursive: true }))

  test.each(['localhost', '127.0.0.1'])('is sent to who shows whom it is: %s', async (host) => {
    const { port, text } = await receiver(createTlsServer(certificates.broker))
    expect(await attempted(`syslogs://${host}:${port}`)).toEqual(SENT)
    expect(framesIn(text())).toHaveLength(1)
  })

  test('is not sent to who is somebody else', async () => {
    const { port, text } = await receiver(createTlsServer(certificates.broker))
    const { problem } = await attempted(`syslogs://127.0.0.2:${port}`, undefined, allowedOf(['127.0.0.0/8']))
    expect([problem, text()]).toEqual(['ERR_TLS_CERT_ALTNAME_INVALID', ''])
  })

  test('is not sent to whom nobody knows', async () => {
    const { port, text } = await receiver(createTlsServer(certificates.stranger))
    const { problem } = await attempted(`syslogs://localhost:${port}`)
    expect([problem, text()]).toEqual(['UNABLE_TO_VERIFY_LEAF_SIGNATURE', ''])
  })

  test('is not sent to who wants to see a certificate, which it says when all has left', async () => {
    const asking = { ...certificates.broker, ca: certificates.ca, requestCert: true }
    const { port } = await receiver(createTlsServer(asking))
    expect((await attempted(`syslogs://localhost:${port}`)).problem).toMatch(/CERTIFICATE_REQUIRED|ECONNRESET|EPIPE/)
  })
})
