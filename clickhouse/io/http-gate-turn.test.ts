import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Turn } from './gate-way.ts'
import { http } from './http-gate.ts'

const head = (...lines: string[]) => `${lines.join('\r\n')}\r\n\r\n`
const ASKED = head('POST / HTTP/1.1', 'Content-Length: 8')
const AGAIN = 'Connection: keep-alive\r\nKeep-Alive: timeout=9\r\n\r\n'

/** What passes of a question, cut so, and how its turn stands. */
function ask(text: string, cuts: readonly number[] = []) {
  const begun = text.slice(0, text.indexOf('\r\n\r\n') + 4)
  const judgement = http.judge(Buffer.from(begun, 'latin1'))
  if (judgement === undefined || !('pass' in judgement) || judgement.turn === undefined) return undefined
  const { turn } = judgement
  const passed = pieces(text.slice(begun.length), cuts).map((piece) => turn.ask(piece))
  return { turn, passed: Buffer.concat(passed).toString('latin1'), behind: turn.behind.toString('latin1') }
}

const answer = (turn: Turn, text: string, cuts: readonly number[] = []) =>
  Buffer.concat(pieces(text, cuts).map((piece) => turn.answer(piece))).toString('latin1')

function pieces(text: string, cuts: readonly number[]): Buffer[] {
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).toSorted((a, b) => a - b), text.length]
  return places.slice(1).map((to, index) => Buffer.from(text.slice(places[index], to), 'latin1'))
}

const cuts = fc.array(fc.nat(500), { maxLength: 8 })
const chunks = fc
  .array(fc.string({ minLength: 1, maxLength: 40 }), { maxLength: 4 })
  .map((texts) => texts.map((text) => `${text.length.toString(16)};a=b\r\n${text}\r\n`).join(''))
const chunked = fc
  .tuple(chunks, fc.constantFrom('', 'X-Trailer: 1\r\n'))
  .map(([body, trailer]) => `${body}0\r\n${trailer}\r\n`)

describe('a turn of HTTP', () => {
  test.for([
    head('GET / HTTP/1.0'),
    head('GET / HTTP/1.1', 'Connection: close'),
    head('GET / HTTP/1.1', 'Connection: keep-alive, Upgrade', 'Upgrade: websocket'),
    head('HEAD / HTTP/1.1'),
    head('OPTIONS / HTTP/1.1'),
  ])('is not taken by %j: nothing follows it', (text) => {
    expect(ask(text)).toBe(undefined)
  })

  test('ends its question where its length says, and keeps what is behind', () => {
    expect(ask(`${ASKED}SELECT 1GET /ping HTTP/1.1`)).toMatchObject({
      passed: 'SELECT 1',
      behind: 'GET /ping HTTP/1.1',
    })
    expect(ask(`${head('GET / HTTP/1.1')}POST / HT`)).toMatchObject({ passed: '', behind: 'POST / HT' })
  })

  test('ends a question in chunks, and an answer, behind the last one, however they are cut', () => {
    fc.assert(
      fc.property(chunked, chunked, fc.string(), cuts, (question, answered, behind, places) => {
        const asked = ask(`${head('POST / HTTP/1.1', 'Transfer-Encoding: chunked')}${question}${behind}`, places)!
        expect(asked).toMatchObject({ passed: question, behind })
        const begun = head('HTTP/1.1 200 OK', 'Connection: Close', 'Transfer-Encoding: chunked')
        expect(answer(asked.turn, `${begun}${answered}more`, places)).toBe(
          `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n${AGAIN}${answered}`,
        )
        expect(asked.turn.isOver).toBe(true)
      }),
    )
  })

  test.for(['zz\r\nSELECT 1', '\r\n', '-1\r\n', '5 5\r\nSELEC\r\n', '4\n', `8;${'x'.repeat(5_000)}`])(
    'never ends when the chunks are broken: %j',
    (broken) => {
      const asked = ask(`${head('POST / HTTP/1.1', 'Transfer-Encoding: chunked')}${broken}GET / HTTP/1.1`)!
      expect(asked).toMatchObject({ passed: `${broken}GET / HTTP/1.1`, behind: '' })
      expect(answer(asked.turn, head('HTTP/1.1 400 Bad Request', 'Content-Length: 0'))).toContain('400')
      expect(asked.turn.isOver).toBe(false)
    },
  )

  test('is over once both are whole', () => {
    const { turn } = ask(`${ASKED}SELECT`)!
    answer(turn, head('HTTP/1.1 200 OK', 'Content-Length: 2'))
    expect(turn.isOver).toBe(false)
    answer(turn, '1\n')
    expect(turn.isOver).toBe(false)
    turn.ask(Buffer.from(' 1'))
    expect(turn.isOver).toBe(true)
  })

  test('tells progress before the head is whole', () => {
    const { turn } = ask(`${ASKED}SELECT 1`)!
    expect(answer(turn, 'HTTP/1.1 200 OK\r\nConnection: Close\r\nX-ClickHouse-Progress: {}\r\nX-Cl')).toBe(
      'HTTP/1.1 200 OK\r\nX-ClickHouse-Progress: {}\r\n',
    )
    expect(answer(turn, 'ickHouse-Progress: {}\r\n')).toBe('X-ClickHouse-Progress: {}\r\n')
    expect(answer(turn, 'Content-Length: 0\r\n\r\n')).toBe(`Content-Length: 0\r\n${AGAIN}`)
    expect(turn.isOver).toBe(true)
  })

  test('hears 100 Continue before its answer', () => {
    const { turn } = ask(ASKED)!
    expect(answer(turn, head('HTTP/1.1 100 Continue'))).toBe('HTTP/1.1 100 Continue\r\n\r\n')
    turn.ask(Buffer.from('SELECT 1'))
    answer(turn, head('HTTP/1.1 200 OK', 'Content-Length: 0'))
    expect(turn.isOver).toBe(true)
  })

  test.for([
    head('HTTP/1.1 200 OK'),
    head('HTTP/1.0 200 OK', 'Content-Length: 0'),
    head('HTTP/1.1 200 OK', 'Transfer-Encoding: gzip'),
    'no HTTP\r\n\r\n',
    'x'.repeat(70_000),
  ])('is the last one when its answer has no end but the connection’s: %j', (text) => {
    const { turn } = ask(`${ASKED}SELECT 1`)!
    const answered = answer(turn, `${text}and more`)
    expect(answered).toMatch(/and more$/)
    expect(answered).not.toContain('keep-alive')
    expect(turn.isOver).toBe(false)
  })
})
