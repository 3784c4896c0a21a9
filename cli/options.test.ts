import { describe, expect, test } from 'vitest'
import {
  collect,
  collectRules,
  collectSeverities,
  dataFlags,
  parseCount,
  parseHistory,
  parseMoment,
  parseName,
  parsePort,
  parseSeed,
} from './options.ts'

describe('an option', () => {
  test('is read as it is meant', () => {
    expect(collectRules('l01, G02', ['C01'])).toEqual(['C01', 'L01', 'G02'])
    expect(collectSeverities('HIGH,low')).toEqual(['high', 'low'])
    expect(parseCount('12')).toBe(12)
    expect(parseMoment('2023-07-10')).toBe(Date.UTC(2023, 6, 10))
    expect(['0', '7', '4294967295'].map(parseSeed)).toEqual(['0', '7', '4294967295'])
    expect(['0h', '6h', '2d', '1'].map(parseHistory)).toEqual([0, 6, 48, 1])
    expect(dataFlags({ data: "it's here" })).toBe(` --data 'it'\\''s here'`)
    expect(dataFlags({ config: 'a.yaml', data: 'b' })).toBe(' --config a.yaml --data b')
    expect(dataFlags({})).toBe('')
  })

  test.each([
    [collectRules, 'L99', 'There is no rule L99. The rules: L01, L02, L03, C01, C04, C05, G01, G02.'],
    [collectSeverities, 'bad', 'There is no severity bad. The severities: low, medium, high, critical.'],
    [collect, 'a,,b', 'one is empty'],
    [collect, '', 'one is empty'],
    [parseName, ' ', 'this is empty'],
    [parseCount, 'x', 'a whole number of 1 or more'],
    [parseCount, '0', 'a whole number of 1 or more'],
    [parseCount, '1e3', 'a whole number of 1 or more'],
    [parseMoment, '2023', 'A time looks like'],
    [parseMoment, '2262-04-12', 'A time is before 2200'],
    [parseMoment, '9999-12-31T00:00:00Z', 'A time is before 2200'],
    [parsePort, '', 'A port is'],
    [parsePort, '65536', 'A port is'],
    [parseSeed, 'x', 'A seed is a whole number from 0 to 4294967295'],
    [parseSeed, '', 'A seed is a whole number from 0 to 4294967295'],
    [parseSeed, '1.5', 'A seed is a whole number from 0 to 4294967295'],
    [parseSeed, '-1', 'A seed is a whole number from 0 to 4294967295'],
    [parseSeed, '1e3', 'A seed is a whole number from 0 to 4294967295'],
    [parseSeed, '4294967296', 'A seed is a whole number from 0 to 4294967295'],
    [parseSeed, '99999999999999999999', 'A seed is a whole number from 0 to 4294967295'],
    [parseHistory, '30min', 'A length looks like'],
    [parseHistory, '31d', 'at most 30d'],
  ] as const)('%o of %j is refused with what to write instead', (parse, text, message) => {
    expect(() => parse(text)).toThrow(message)
  })
})
