import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { gzipSync, brotliCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeProtobuf } from '../../collector/otlp/test-protobuf.ts'
import { accountOf, ask } from './asking.ts'
import { counted } from './counted.ts'
import { lifespan, start, type Running } from './lifespan.ts'
import { logOf, logsOf, post, spanOf, tracesOf, used, type Said } from './otlp.ts'

const NOW = Date.now() - 60_000
const PROTOBUF = { 'content-type': 'application/x-protobuf' }
const MEBIBYTE = 2 ** 20

let data = ''
let up: Running
let spans = 0

beforeAll(async () => {
  data = await mkdtemp(`${tmpdir()}/lifespan-e2e-`)
  up = await start('up', data)
})
afterAll(async () => {
  const { received, accepted, ignored, rejected } = await accountOf(data, 'otlp')
  expect(received).toBe(accepted + ignored + rejected)
  expect(await lifespan(['verify', '--data', data])).toMatchObject({ code: 0 })
  await up.stop()
  expect((await up.ended).stderr).toBe('')
  await rm(data, { recursive: true })
})

/** A use that no other test tells of. */
const fresh = (id: string, more: Said['attributes'] = {}, at: number | string = NOW): Said =>
  used(id, at, (++spans).toString(16).padStart(16, '0'), more)

const stored = async (ids: readonly string[]) => {
  const list = ids.map((id) => `'${id}'`).join()
  const { text } = await ask(
    up.run,
    `SELECT DISTINCT credential_id FROM analyst.events WHERE credential_id IN (${list}) ORDER BY 1`,
  )
  return text.split('\n')
}

const protobuf = (said: readonly Said[]) => Uint8Array.from(encodeProtobuf('TracesRequest', tracesOf(said.map(spanOf))))

const counts = (work: () => Promise<void>) => counted(up.run, work)

/** Puts bytes that are no UTF-8 in place of a marker. */
function spoiled(body: Uint8Array<ArrayBuffer>, marker: string): Uint8Array<ArrayBuffer> {
  const at = Buffer.from(body).indexOf(marker)
  return body.map((byte, index) => (index >= at && index < at + marker.length ? 0xff : byte))
}

describe('a body', () => {
  test('that is empty says nothing in protobuf, and is no JSON', async () => {
    const seen = await counts(async () => {
      expect((await post(up.run, '', PROTOBUF)).status).toBe(200)
      expect((await post(up.run, '{}')).status).toBe(200)
      expect((await post(up.run, '')).status).toBe(400)
    })
    expect(seen).toEqual({ 'rejected: body is not OTLP': 1 })
  })

  test('that is cut at any byte is refused, or is a shorter message where a field ends', async () => {
    const whole = Array.from({ length: 8 }, (_, n) => protobuf([fresh(`cut-${n}`, { 'credential.kind': 'jwt' })]))
    const body = Uint8Array.from(whole.flatMap((part) => [...part]))
    expect(body.length).toBeGreaterThan(1_500)
    const ends = whole.map((_, n) => whole.slice(0, n + 1).reduce((sum, { length }) => sum + length, 0))
    const cuts = Array.from({ length: body.length + 1 }, (_, cut) => cut)
    const seen = await counts(async () => {
      const lanes = Array.from({ length: 64 }, async () => {
        for (let cut = cuts.shift(); cut !== undefined; cut = cuts.shift()) {
          const { status } = await post(up.run, body.slice(0, cut), PROTOBUF)
          expect([cut, status]).toEqual([cut, cut === 0 || ends.includes(cut) ? 200 : 400])
        }
      })
      await Promise.all(lanes)
    })
    expect(seen).toEqual({ accepted: 36, 'rejected: body is not OTLP': body.length - ends.length })
  })

  test('that is a bomb is refused, once or twice compressed, and who else sends is served', async () => {
    const zeros = new Uint8Array(50 * MEBIBYTE)
    const bomb = gzipSync(zeros)
    expect(zeros.length / bomb.length).toBeGreaterThan(900)
    const gzip = { ...PROTOBUF, 'content-encoding': 'gzip' }
    const seen = await counts(async () => {
      const bombs = Array.from({ length: 10 }, () => post(up.run, Uint8Array.from(bomb), gzip))
      expect((await post(up.run, tracesOf([spanOf(fresh('beside-bombs'))]))).status).toBe(200)
      for (const { status, text } of await Promise.all(bombs)) {
        expect(status).toBe(413)
        expect(text).toContain('too large')
      }
      expect((await post(up.run, Uint8Array.from(gzipSync(bomb)), gzip)).status).toBe(400)
    })
    expect(seen).toEqual({ accepted: 1, 'rejected: body is too large': 10, 'rejected: body is not OTLP': 1 })
  })

  test('in an encoding that is not taken is refused by name', async () => {
    const body = brotliCompressSync(protobuf([fresh('in-brotli')]))
    const seen = await counts(async () => {
      const { status, text } = await post(up.run, Uint8Array.from(body), { ...PROTOBUF, 'content-encoding': 'br' })
      expect(status).toBe(415)
      expect(text).toMatch(/content encoding.*gzip/)
    })
    expect(seen).toEqual({ 'rejected: body is of another type or encoding than OTLP': 1 })
  })
})

describe('one bad span costs itself alone', () => {
  test('where an id is not UTF-8; a text that is not is replaced and counted', async () => {
    const body = protobuf([
      fresh('utf8-before'),
      fresh('utf8-MARKER'),
      fresh('utf8-kept', { 'credential.use.action': 'MARKER' }),
    ])
    const seen = await counts(async () => {
      const { status, text } = await post(up.run, spoiled(spoiled(body, 'MARKER'), 'MARKER'), PROTOBUF)
      expect(status).toBe(200)
      expect(text).toContain('UTF-8')
    })
    expect(seen).toMatchObject({ accepted: 2 })
    expect(Object.entries(seen).filter(([what]) => /^(rejected|warning): .*UTF-8/.test(what))).toHaveLength(2)
    expect(await stored(['utf8-before', 'utf8-kept'])).toEqual(['utf8-before', 'utf8-kept'])
  })

  test('where its time is of 1969, of 2262, NaN, or far ahead', async () => {
    const nanos = ['-86400000000000', '9223372036854775807', 'NaN', `${Date.now() + 3_600_000}000000`, '0']
    const bad = nanos.map((at, n) => spanOf(fresh(`time-bad-${n}`, {}, at)))
    const body = tracesOf([spanOf(fresh('time-one')), ...bad, spanOf(fresh('time-other', {}, Date.UTC(1971)))])
    const seen = await counts(async () => {
      const { status, text } = await post(up.run, body)
      expect(status).toBe(200)
      expect(text).toMatch(/"rejectedSpans":"5","errorMessage":"rejected: .*not between 1970 and 2199.*/)
    })
    expect(seen).toMatchObject({ accepted: 2, 'rejected: time not between 1970 and 2199': 1 })
    expect(seen).toMatchObject({ 'rejected: time more than 5 minutes ahead': 1 })
    expect(await stored(['time-one', 'time-other', 'time-bad-0'])).toEqual(['time-one', 'time-other'])
  })

  test('where NaN stands as a number the body is no JSON', async () => {
    const text = JSON.stringify(tracesOf([spanOf(fresh('nan'))])).replace(
      /"startTimeUnixNano":"\d+"/,
      '"startTimeUnixNano":NaN',
    )
    expect((await post(up.run, text)).status).toBe(400)
  })
})

describe('what is odd is kept', () => {
  test('a log record without a time has that of its observation', async () => {
    const records = [logOf(fresh('log-observed', {}, 0), NOW), logOf(fresh('log-timeless', {}, 0), 0)]
    const seen = await counts(async () => {
      const { status, text } = await post(up.run, logsOf(records), {}, '/v1/logs')
      expect([status, text]).toEqual([200, expect.stringContaining('"rejectedLogRecords":"1"')])
    })
    expect(seen).toEqual({ accepted: 1, 'rejected: time missing': 1 })
    const { text } = await ask(
      up.run,
      "SELECT toUnixTimestamp64Milli(time) FROM analyst.events WHERE credential_id = 'log-observed'",
    )
    expect(Number(text)).toBe(NOW)
  })

  test('an expiry in milliseconds is none, and counted', async () => {
    const issued = { ...fresh('expiry-in-ms', { 'credential.not_after': NOW + 3_600_000 }), name: 'credential.issued' }
    const seen = await counts(async () => {
      const { status, text } = await post(up.run, tracesOf([spanOf(issued)]))
      expect(status).toBe(200)
      expect(text).toContain(
        '"errorMessage":"accepted, but: credential.not_after is no time (RFC 3339 or Unix seconds) (1)',
      )
    })
    expect(seen).toMatchObject({ accepted: 1 })
    expect(Object.keys(seen).filter((what) => what.startsWith('warning: '))).toEqual([
      expect.stringContaining('credential.not_after'),
    ])
    const { text } = await ask(
      up.run,
      "SELECT expiry, expires FROM analyst.credentials WHERE credential_id = 'expiry-in-ms' FORMAT TSV",
    )
    expect(text).toBe('unknown\t\\N')
  })

  test('keys of __proto__ and constructor change nothing', async () => {
    const keys = ['__proto__', 'constructor', 'constructor.prototype.ok', 'toString', 'gen_ai.__proto__']
    const attributes = keys.map((key) => ({
      key,
      value: { kvlistValue: { values: [{ key, value: { boolValue: true } }] } },
    }))
    const [one, other] = ['proto-one', 'proto-other'].map((id) => JSON.stringify(spanOf(fresh(id))))
    const body = JSON.stringify(tracesOf([]))
      .replace('{', `{"__proto__":{"spans":1},"constructor":{"prototype":{"ok":1}},`)
      .replace('"spans":[]', `"spans":[{"__proto__":{"name":"x"},${one!.slice(1)},${other}]`)
      .replace('"attributes":[', `"attributes":[${attributes.map((a) => JSON.stringify(a)).join()},`)
    const seen = await counts(async () => {
      expect(await post(up.run, body)).toEqual({ status: 200, text: '{"partialSuccess":{}}' })
    })
    expect(seen).toMatchObject({ accepted: 2 })
    expect(await stored(['proto-one', 'proto-other'])).toEqual(['proto-one', 'proto-other'])
  })
})
