import { describe, expect, test } from 'vitest'
import { listQueries, loadQuery, parseQuery } from './catalogue.ts'
import { csvSafe } from './csv.ts'
import { boundSql, checkParameters, readParameters } from './parameters.ts'
import { asTable } from './table.ts'

const query = parseQuery(
  'example',
  `-- What it answers.
-- And more.
-- param name String | whose, e.g. i-1
-- param rule String = | only this
-- param limit UInt32 = 50 | at most so many
-- param from DateTime64(3, 'UTC') = 2026-01-01 | from then on
-- example i-1 limit=5
SELECT 1`,
)

describe('a named question', () => {
  test('is read from its text: title, parameters with defaults and examples, SQL', () => {
    expect(query.title).toBe('What it answers. And more.')
    expect(query.sql).toBe('SELECT 1')
    expect(query.example).toEqual(['i-1', 'limit=5'])
    expect(query.params.map(({ name, type, default: fallback, example }) => [name, type, fallback, example])).toEqual([
      ['name', 'String', null, 'i-1'],
      ['rule', 'String', '', 'text'],
      ['limit', 'UInt32', '50', '100'],
      ['from', "DateTime64(3, 'UTC')", '2026-01-01', '2026-01-31T00:00:00Z'],
    ])
  })

  test('declares every parameter of its SQL and no other, and reads the views alone', () => {
    for (const { params, sql } of listQueries()) {
      const used = new Set([...sql.matchAll(/\{(\w+):([^}]+)\}/g)].map(([, name, type]) => `${name} ${type}`))
      expect([...used].toSorted()).toEqual(params.map(({ name, type }) => `${name} ${type}`).toSorted())
      expect(sql).not.toMatch(/lifespan\./)
    }
  })

  test('that is not there is answered with those that are', () => {
    expect(() => loadQuery('../views/findings')).toThrow(/there is no query .* There are: account, /)
  })

  test.each([
    ['orphan', 'orphans'],
    ['chain', 'chain-up'],
    ['credentail-story', 'credential-story'],
  ])('%s is answered with the one that was meant', (name, meant) => {
    expect(() => loadQuery(name)).toThrow(`did you mean ${meant}?`)
  })
})

describe('the parameters of a question', () => {
  test('are checked by type, and defaults are filled in', () => {
    expect(checkParameters(query, { name: 'i-1', from: '2026-02-03T04:05:06+01:00' })).toEqual({
      name: 'i-1',
      rule: '',
      limit: '50',
      from: '2026-02-03 03:05:06.000',
    })
  })

  test('of a moment may be now, which the server reads off its clock', () => {
    const text = "-- One.\n-- param at DateTime64(3, 'UTC') = now | then\nSELECT {at:DateTime64(3, 'UTC')}"
    const asked = parseQuery('example', text)
    expect(boundSql(asked, checkParameters(asked, {}))).toBe("SELECT now64(3, 'UTC')")
    expect(boundSql(asked, checkParameters(asked, { at: '2026-02-03' }))).toBe(asked.sql)
  })

  test('may be lists, and one of few names', () => {
    const text =
      "-- One.\n-- param after Array(UInt16) = 1,24 | when\n-- param by Enum8('owner', 'issuer') = owner | whose\nSELECT 1"
    const asked = parseQuery('example', text)
    const given = (values: Record<string, string>) => checkParameters(asked, values)
    expect(given({})).toEqual({ after: '[1,24]', by: 'owner' })
    expect(given({ after: '5', by: 'issuer' })).toEqual({ after: '[5]', by: 'issuer' })
    expect(() => given({ by: "owner', 'issuer" })).toThrow('is no owner or issuer for by, whose (owner or issuer): by=')
    for (const after of ['', '1,', '1,x', '65536', '1]'])
      expect(() => given({ after })).toThrow('is no list of UInt16 for')
  })

  test('of a rule may be in small letters, or empty for all', () => {
    const rule = (text: string) => checkParameters(query, { name: 'x', rule: text })['rule']
    expect(['L01', 'g02', ''].map(rule)).toEqual(['L01', 'G02', ''])
  })

  test.each([
    [{ name: 'x', rule: 'L99' }, 'example: there is no rule L99. The rules: C01, C04, C05, G01, G02, L01, L02, L03'],
    [{ name: 'x', rule: 'L01,L02' }, 'example: there is no rule L01,L02. The rules: '],
    [{}, 'example needs name, whose (String): name=i-1'],
    [{ name: 'x', limit: 'many' }, 'example: "many" is no UInt32 for limit, at most so many (UInt32): limit=100'],
    [{ name: 'x', limit: '4294967296' }, 'is no UInt32'],
    [{ name: 'x', from: 'yesterday' }, 'from=2026-01-31T00:00:00Z'],
    [{ name: 'x', other: '1' }, 'example takes no other. It takes: name (String), rule (String), limit (UInt32)'],
  ])('%o is refused with what to write instead', (given, message) => {
    expect(() => checkParameters(query, given)).toThrow(message)
  })
})

describe('the words behind a question', () => {
  test('are name=value, or the one value that must be given', () => {
    expect(readParameters(query, ['limit=5', 'i-1'])).toEqual({ limit: '5', name: 'i-1' })
    expect(readParameters(query, ['name=a=b'])).toEqual({ name: 'a=b' })
  })

  test('are refused where no value must be given', () => {
    expect(() => readParameters(loadQuery('account'), ['x'])).toThrow('account: "x" is no name=value. It takes nothing')
    expect(() => readParameters(query, ['=x'])).toThrow('It takes: name (String)')
    expect(() => readParameters(query, ['x', 'limit=5', 'name=y'])).toThrow(
      'name is given 2 times ("x", "y"): once will do',
    )
  })
})

describe('an answer', () => {
  test('as CSV has no cell that a spreadsheet would run', () => {
    const csv = '"a","b"\n"=1+1",-5\n"@x","say ""=1"""\n"-x",+5\n"\tx","line\nbreak, =1"\n'
    expect(csvSafe(csv)).toBe(`"a","b"\n"'=1+1",-5\n"'@x","say ""=1"""\n"'-x",'+5\n"'\tx","line\nbreak, =1"\n`)
  })

  test('as a table is aligned, cut to the width, and moves no cursor', () => {
    const headings = [
      { name: 'id', type: 'String' },
      { name: 'count', type: 'UInt64' },
      { name: 'text', type: 'Nullable(String)' },
    ]
    const table = asTable(
      headings,
      [
        ['a', '7', 'x\u001b[31m'],
        ['long', '1234567', null],
        ['b', '1', 'y'.repeat(60)],
      ],
      40,
    )
    expect(table).toBe(
      [
        'id      count  text',
        'a           7  x�[31m',
        'long  1234567  -',
        `b           1  ${'y'.repeat(23)}…`,
        '3 rows',
        '',
      ].join('\n'),
    )
  })
})
