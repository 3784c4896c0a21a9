import { createHmac } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { AT, alertOf, messageOf } from '../alert-for-test.ts'
import { allowedOf } from '../delivery/addresses.ts'
import { dispatchOf } from '../kinds.ts'
import { startReceiver, type Receiver } from './receiver-for-test.ts'
import { transportTo, type Transport } from './transport.ts'

const LOOPBACK = allowedOf(['127.0.0.1', '::1'])
const SHORT_MS = 300

let receiver: Receiver | undefined
let transport: Transport
afterEach(async () => {
  await transport.close()
  await receiver?.stop()
  receiver = undefined
})

/** One attempt at a receiver that answers so. */
async function attempted(answer: (response: ServerResponse) => void, deadline?: number) {
  receiver = await startReceiver(answer)
  transport = transportTo({ url: receiver.url, allowed: LOOPBACK }, deadline)
  return transport.send({ url: receiver.url, headers: { 'content-type': 'application/json' }, body: '{}' })
}

describe('an attempt', () => {
  test.each([200, 201, 202, 204, 299])('that is answered with %i succeeds', async (status) => {
    expect(await attempted((response) => response.writeHead(status).end())).toEqual({
      status,
      retryAfter: null,
      problem: null,
    })
  })

  test.each([301, 302, 307, 308, 400, 410, 500, 503])('that is answered with %i fails', async (status) => {
    const headers = { location: 'http://127.0.0.1:1/elsewhere' }
    const found = await attempted((response) => response.writeHead(status, headers).end())
    expect(found).toEqual({ status, retryAfter: null, problem: `it answered ${status}` })
    expect(receiver!.received).toHaveLength(1)
  })

  test('hears for how long it is to wait', async () => {
    const found = await attempted((response) => response.writeHead(429, { 'retry-after': '7' }).end())
    expect(found).toMatchObject({ status: 429, retryAfter: 7_000 })
  })

  test('of a receiver that resets fails', async () => {
    expect(await attempted((response) => response.destroy())).toEqual({
      status: null,
      retryAfter: null,
      problem: 'UND_ERR_SOCKET',
    })
  })

  test.each<readonly [string, (response: ServerResponse) => void]>([
    ['does not answer', () => undefined],
    ['answers by a byte at a time', (response) => void setInterval(() => response.write('.'), 50).unref()],
  ])('of a receiver that %s fails at its deadline', async (_, answer) => {
    const found = await attempted(answer, SHORT_MS)
    expect(found).toEqual({ status: null, retryAfter: null, problem: `no answer within ${SHORT_MS} ms` })
  })

  test('of a receiver that answers without an end fails, and hangs up', async () => {
    let isOver = false
    const found = await attempted((response) => {
      response.on('close', () => (isOver = true))
      const more = () => void (isOver || response.write('x'.repeat(16_384), more))
      more()
    })
    expect(found).toMatchObject({ status: null, problem: 'it answers with more than 65536 bytes' })
    await expect.poll(() => isOver).toBe(true)
  })

  test('at nobody fails', async () => {
    transport = transportTo({ url: 'http://127.0.0.1:1/', allowed: LOOPBACK })
    const found = await transport.send({ url: 'http://127.0.0.1:1/', headers: {}, body: '{}' })
    expect(found).toEqual({ status: null, retryAfter: null, problem: 'ECONNREFUSED' })
  })
})

describe('what must not be reached', () => {
  test.each([
    'http://127.0.0.1:PORT/',
    'http://127.1:PORT/',
    'http://0x7f.1:PORT/',
    'http://2130706433:PORT/',
    'http://017700000001:PORT/',
    'http://①②⑦.0.0.1:PORT/',
    'http://0:PORT/',
    'http://localhost:PORT/',
    'http://ⓛocalhost:PORT/',
    'http://localhost.:PORT/',
    'http://[::1]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::ffff:7f00:1]:PORT/',
    'http://[::127.0.0.1]:PORT/',
    'http://[64:ff9b::7f00:1]:PORT/',
    'http://[2002:7f00:1::]:PORT/',
  ])('is not even connected to: %s', async (url) => {
    receiver = await startReceiver()
    transport = transportTo({ url, allowed: [] })
    const { port } = new URL(receiver.url)
    const found = await transport.send({ url: url.replace('PORT', port), headers: {}, body: '{}' })
    expect(found.status).toBeNull()
    expect(found.problem).toMatch(/is not reached: it is no address of the world's \(alerts\.allow\)|ENOTFOUND/)
    expect(receiver.connections).toBe(0)
  })

  test('is not by a proxy of the environment either', async () => {
    receiver = await startReceiver()
    process.env['http_proxy'] = receiver.url
    transport = transportTo({ url: 'http://169.254.169.254', allowed: [] })
    try {
      await transport.send({ url: 'http://169.254.169.254/latest', headers: {}, body: '{}' })
    } finally {
      delete process.env['http_proxy']
    }
    expect(receiver.connections).toBe(0)
  })
})

test('a webhook is signed as Standard Webhooks says, under both secrets while one is replaced', async () => {
  const secrets = ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD']
  receiver = await startReceiver()
  transport = transportTo({ url: receiver.url, allowed: LOOPBACK })
  const endpoint = {
    name: 'hook',
    type: 'webhook',
    url: receiver.url,
    secrets,
    token: '',
    rate: 0,
    allowed: [],
  } as const
  await transport.send(dispatchOf(endpoint, messageOf(), AT + 1_500))
  const { headers, body } = receiver.received[0]!
  expect(headers).toMatchObject({ 'webhook-id': 'msg_1', 'webhook-timestamp': String((AT + 1_000) / 1_000) })
  // By the letter of the specification, with nothing of the library that signs.
  const signed = `msg_1.${headers['webhook-timestamp'] as string}.${body}`
  const expected = secrets.map((secret) => {
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
    return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
  })
  expect(headers['webhook-signature']).toBe(expected.join(' '))
  expect(JSON.parse(body)).toMatchObject({ class_uid: 2004, finding_info: { uid: alertOf().id } })
})
