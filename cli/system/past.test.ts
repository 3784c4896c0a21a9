import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { choosePast, writePast, type PastAsked } from './past.ts'

const NOW = Date.UTC(2026, 0, 2)
const LATER = NOW + 60_000

let data = ''
beforeEach(async () => (data = await mkdtemp(join(tmpdir(), 'lifespan-past-'))))
afterEach(() => rm(data, { recursive: true }))

const asked = (more: Partial<PastAsked> = {}): PastAsked => ({
  seed: '1',
  hours: undefined,
  hasFindings: false,
  ...more,
})

describe('the past that a fleet tells', () => {
  test('is six hours where there is nothing yet, else none', async () => {
    const past = { seed: '1', start: '2026-01-01T18:00:00.000Z', hours: 6, told: false }
    expect(await choosePast(data, asked(), NOW)).toEqual(past)
    await writePast(data, { ...past, told: true })
    expect(await choosePast(data, asked(), LATER)).toMatchObject({ hours: 0, told: true })
    await rm(join(data, 'fleet.json'))
    expect(await choosePast(data, asked({ hasFindings: true }), LATER)).toMatchObject({ hours: 0 })
  })

  test('is the same once more, to the letter, where it was cut short', async () => {
    const cut = await choosePast(data, asked(), NOW)
    expect(await choosePast(data, asked({ hasFindings: true }), LATER)).toEqual(cut)
    expect(await choosePast(data, asked({ hours: 6 }), LATER)).toEqual(cut)
  })

  test('is another one where another one is asked for', async () => {
    await choosePast(data, asked(), NOW)
    expect(await choosePast(data, asked({ hours: 2 }), LATER)).toMatchObject({
      hours: 2,
      start: '2026-01-01T22:01:00.000Z',
    })
    expect(await choosePast(data, asked({ seed: '2', hasFindings: true }), LATER)).toMatchObject({
      seed: '2',
      hours: 0,
    })
  })
})
