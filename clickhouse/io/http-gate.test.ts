import { describe, expect, test } from 'vitest'
import { http } from './http-gate.ts'

const judge = (text: string) => {
  const judgement = http.judge(Buffer.from(text, 'latin1'))
  if (judgement === undefined) return undefined
  return 'pass' in judgement ? judgement.pass.toString('latin1') : judgement.refuse.toString('latin1').split('\r\n')[0]
}
const head = (...lines: string[]) => `${lines.join('\r\n')}\r\n\r\n`
const BAD = 'HTTP/1.1 400 Bad Request'
const TOO_LONG = 'HTTP/1.1 431 Request Header Fields Too Large'

describe('the gate before HTTP', () => {
  test('waits for the whole head, however it is cut', () => {
    const whole = head('POST /?user=x HTTP/1.1', 'Host: x', 'Content-Length: 8')
    for (let length = 0; length < whole.length; length++) expect(judge(whole.slice(0, length))).toBe(undefined)
    expect(judge(whole)).toContain('POST /?user=x HTTP/1.1\r\n')
  })

  test('passes it on as it is, with its body, but for the connection to the engine, which ends after it', () => {
    const asked = head('POST / HTTP/1.1', 'Host: x', 'Connection: Upgrade', 'upgrade: websocket', 'X-ClickHouse-User: \xe4', 'Transfer-Encoding: chunked') // prettier-ignore
    const passed = head('POST / HTTP/1.1', 'Host: x', 'X-ClickHouse-User: \xe4', 'Transfer-Encoding: chunked', 'Connection: close') // prettier-ignore
    expect(judge(`${asked}8\r\nSELECT 1\r\n0\r\n\r\n`)).toBe(`${passed}8\r\nSELECT 1\r\n0\r\n\r\n`)
  })

  test.for([
    '\x16\x03\x01\x02',
    '\r\n',
    'get / HTTP/1.1\r\n\r\n',
    'POST / HT\r\n\r\n',
    'GET / HTTP/2.0\r\n\r\n',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'GET / HTTP/1.1\nHost: x\n\n',
    'GET  / HTTP/1.1\r\n\r\n',
    head('GET / HTTP/1.1', 'Host'),
    head('GET / HTTP/1.1', ': x'),
    head('GET / HTTP/1.1', 'Host: x', ' folded'),
    head('GET / HTTP/1.1', 'Host : x'),
    head('GET / HTTP/1.1', 'Host: \x00'),
    head('POST / HTTP/1.1', 'Content-Length: abc'),
    head('POST / HTTP/1.1', 'Content-Length: -1'),
    head('POST / HTTP/1.1', 'Content-Length: 99999999999999999999'),
    head('POST / HTTP/1.1', 'Content-Length: 1', 'content-length: 2'),
    head('POST / HTTP/1.1', 'Content-Length: 1', 'Transfer-Encoding: chunked'),
    head('POST / HTTP/1.1', 'Transfer-Encoding: gzip'),
  ])('refuses %j', (text) => {
    expect(judge(text)).toBe(BAD)
  })

  test('refuses a head without an end, or with too much in it', () => {
    expect(judge(`GET /${'x'.repeat(70_000)}`)).toBe(TOO_LONG)
    expect(judge(head(`GET /${'x'.repeat(70_000)} HTTP/1.1`))).toBe(TOO_LONG)
    expect(judge(`${head('POST / HTTP/1.1', 'Content-Length: 70000')}${'x'.repeat(70_000)}`)).toMatch(/^POST/)
  })
})
