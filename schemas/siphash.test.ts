import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestEngine, type TestEngine } from '../clickhouse/test-engine.ts'
import { createSipHash } from './siphash.ts'

/** From the reference implementation's vectors.h (vectors_sip128): key and message are 00 01 02 …, of lengths 0, 1, 8, 15, 63. */
const VECTORS: readonly [length: number, hash: string][] = [
  [0, 'a3817f04ba25a8e66df67214c7550293'],
  [1, 'da87c1d86b99af44347659119b22fc45'],
  [15, '5493e99933b0a8117e08ec0f97cfc3d9'],
]

const counting = (length: number) => Uint8Array.from({ length }, (_, n) => n)

function hashOf(key: Uint8Array, bytes: Uint8Array): string {
  const out = new Uint32Array(4)
  createSipHash(key)(bytes, bytes.length, out, 0)
  return Buffer.from(out.buffer).toString('hex')
}

describe('SipHash-2-4 of 128 bits', () => {
  let engine: TestEngine
  beforeAll(async () => void (engine = await startTestEngine()))
  afterAll(() => engine.stop())

  test.each(VECTORS)('agrees with the reference for a message of %i bytes', (length, expected) => {
    expect(hashOf(counting(16), counting(length))).toBe(expected)
  })

  test("agrees with ClickHouse's sipHash128ReferenceKeyed for any bytes", async () => {
    const texts = fc.sample(fc.string({ maxLength: 70, unit: 'binary' }), 300)
    const rows = await engine.lifespan.rows<{ hash: string }>(
      `SELECT lower(hex(sipHash128ReferenceKeyed((toUInt64(506097522914230528), toUInt64(1084818905618843912)), text))) AS hash
       FROM (SELECT arrayJoin(arrayZip({texts:Array(String)}, range(length({texts:Array(String)})))) AS pair, pair.1 AS text) ORDER BY pair.2`,
      { texts },
    )
    expect(texts.map((text) => hashOf(counting(16), Buffer.from(text)))).toEqual(rows.map(({ hash }) => hash))
  })
})
