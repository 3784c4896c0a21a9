import { describe, expect, test } from 'vitest'
import { canaries, FORMAT_NAMES, seeded, shapeless, type Canary } from '../../redaction/canaries/canaries.ts'
import { redact } from '../../redaction/redact.ts'
import { Needles } from './bodies/secrecy/needles.ts'
import { secrecy } from './bodies/secrecy/secrecy.ts'
import { CANARIES, FIRST_SEED } from './runs.ts'
import { lookEverywhere } from './secrecy/everywhere.ts'
import { GAPS } from './secrecy/gaps.ts'
import { DECOY, Haystack } from './secrecy/haystack.ts'

/** Whether any stretch of it is still to be read. */
const survives = (canary: Canary, text: string) => new Needles([canary]).find(Buffer.from(text), 1).length > 0

describe('a secret', () => {
  test('of every format, in every place and however it is written, is not sent to ClickHouse', async () => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + FORMAT_NAMES.length; seed++)
      expect({ seed, hit: await secrecy(seed) }).toEqual({ seed, hit: null })
  })

  test(`is nowhere in what is left of a Lifespan that was sent ${CANARIES}`, { timeout: 7_200_000 }, async () => {
    const all = canaries(CANARIES, seeded(FIRST_SEED + 1), FIRST_SEED)
    const haystack = new Haystack(all)
    const { accepted, ids, rules } = await lookEverywhere(haystack, all)
    console.log(`${CANARIES} canaries, ${accepted} records accepted; bytes looked through:`, haystack.bytes)
    expect(haystack.found).toEqual([])
    expect([...haystack.decoyed]).toEqual(expect.arrayContaining(['outputs', 'tables', 'files, decompressed']))
    expect(accepted).toBeGreaterThan(CANARIES * 10)
    expect(rules.length).toBeGreaterThanOrEqual(2)
    expect(ids.length).toBeGreaterThan(CANARIES)
    expect(ids.filter((id) => !/^hmac:[0-9a-f]{32}$/.test(id))).toEqual([DECOY])
  })

  test.each(GAPS)('is not always seen, and this is known: $name', ({ write, unseen }) => {
    const all = canaries(FORMAT_NAMES.length * 10, seeded(3))
    const left = all.filter(({ text }) => write(text).some((written) => redact(written).found === 0))
    expect(Math.abs((left.length / all.length) * 100 - unseen)).toBeLessThan(5)
  })

  test('of no format is seen by its looks, all but some in a thousand', () => {
    const all = shapeless(2_000, seeded(5))
    const left = all.filter((canary) => survives(canary, redact(`failed with ${canary.text}`).text))
    expect(left.length / all.length).toBeLessThan(0.005)
  })
})
