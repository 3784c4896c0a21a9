import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Malformed } from './carrier.ts'
import { JsonReader } from './json-reader.ts'

function isJson(text: string): boolean {
  const reader = new JsonReader(new TextEncoder().encode(text))
  try {
    reader.skip()
    reader.finish()
    return true
  } catch (error) {
    if (error instanceof Malformed) return false
    throw error
  }
}

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const PIECES = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '"a"',
  '\\',
  '\\u00e9',
  '\\u00',
  '\\x',
  '0',
  '-',
  '1.5',
  'e9',
  '.',
  'true',
  'nul',
  ' ',
  '\n',
  '\u0001',
  'é',
  '+',
]

describe('the JSON reader', () => {
  test('takes what JSON.parse takes, and nothing else', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...PIECES), { maxLength: 8 }).map((parts) => parts.join('')),
        (text) => {
          expect(isJson(text)).toBe(parses(text))
        },
      ),
      { numRuns: 5_000 },
    )
  })

  test('takes all JSON, spaced or not', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, space) => {
        expect(isJson(JSON.stringify(value, null, space))).toBe(true)
      }),
      { numRuns: 1_000 },
    )
  })

  test('reads strings as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        const read = new JsonReader(new TextEncoder().encode(JSON.stringify(text))).string()
        expect(read).toBe(text.toWellFormed())
      }),
      { numRuns: 1_000 },
    )
  })

  test('goes past a million levels', () => {
    expect(isJson('[{"a":'.repeat(500_000) + '1' + '}]'.repeat(500_000))).toBe(true)
    expect(isJson('['.repeat(1_000_000))).toBe(false)
  })
})
