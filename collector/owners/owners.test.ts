import { describe, expect, test } from 'vitest'
import { createKeyring } from '../../schemas/keys.ts'
import { createOwnersFeed } from './feed.ts'
import { parseOwners } from './parse.ts'
import { tieText } from './ties.ts'

const YAML = `owners:
  - match: spiffe://prod/ns/payments/*
    owner: team-payments
    kind: team
    from: 2026-01-01
  - { match: 'arn:*:role/deploy-*', owner: dana, until: 2026-06-30T12:00:00+02:00 }
people:
  - owner: dana
    departed: 2026-06-30
    returned: 2026-09-01
`
const CSV = `match;owner;kind;from;until;departed;returned\r
"spiffe://prod/ns/payments/*";team-payments;team;2026-01-01;;;\r
arn:*:role/deploy-*;dana;;;2026-06-30T10:00:00Z;;\r
;dana;;;;2026-06-30;2026-09-01\r
`

const fileOf = (text: string) => {
  const parsed = parseOwners(text, 'owners')
  if (parsed.kind === 'bad') throw new Error(parsed.problems.join('\n'))
  return parsed.value
}
const problemsIn = (text: string) => {
  const parsed = parseOwners(text, 'o.yaml')
  return parsed.kind === 'bad' ? parsed.problems : []
}

describe('an owners file', () => {
  test('says the same as YAML and as CSV, with or without a byte order mark', () => {
    expect(fileOf(CSV)).toEqual(fileOf(YAML))
    expect(fileOf(`\uFEFF${CSV}`)).toEqual(fileOf(YAML))
  })

  test('holds from ever where no from is said, and for a person where no kind is', () => {
    expect(fileOf('owners: [{match: a, owner: b}]').owners).toEqual([
      { match: 'a', owner: 'b', kind: 'person', from: 1, until: null },
    ])
  })

  test.each([
    [
      'owners:\n  - mach: a\n    owner: b\n',
      ['o.yaml:2:5: match is missing', 'o.yaml:2:5: there is no mach here: did you mean match?'],
    ],
    ['owners:\n  - {match: a, owner: b, from: 2026-02-30}\n', ['o.yaml:2:32: from is no date or time']],
    ['owners:\n  - {match: a, owner: b, from: 2026-02-03T10:00:00}\n', ['o.yaml:2:32: from is no date or time']],
    [
      'owners:\n  - {match: a, owner: b, from: 2026-02-03, until: 2026-02-03}\n',
      ['o.yaml:2:51: until is not after from'],
    ],
    ['owners:\n  - {match: a, owner: b, kind: robot}\n', ['o.yaml:2:32: kind is none of person, team, service']],
    ['onwers: []\n', ['o.yaml:1:1: there is no onwers here: did you mean owners?']],
    ['people:\n  - owner: b\n', ['o.yaml:2:5: says neither departed nor returned']],
    ['match,ownr\na,b\n', ['o.yaml:1:7: there is no column ownr: did you mean owner?']],
    ['match,owner,until\na,b,tomorrow\n', ['o.yaml:2:5: until is no date or time']],
    ['', ['o.yaml:1:1: holds no owners: or people: list']],
    ['match,owner\na,b\n"c"x,d\ne,f\n', ['o.yaml:3:1: is no cell']],
    ['match,owner\na,b\n"c,d\ne,f\n', ['o.yaml:3:1: is no cell']],
    ['match,owner\na,b\nc"x,d\n', ['o.yaml:3:1: is no cell']],
    ['match,owner,owner\na,b,c\n', ['o.yaml:1:13: column owner is there twice']],
    ['match,owner,kind\na,b\n', ['o.yaml:2:1: has 2 cells where the first line has 3']],
    ['owners:\n  - match: *\n    owner: a\n', ['o.yaml:2:12: a bare * begins an alias']],
    ['owners:\n  - {match: *-prod, owner: a}\n', ['o.yaml:2:13: a bare * begins an alias']],
    ['owners:\n  - match: |\n      a\n    owner: b\n', ['o.yaml:2:12: match has a space or line break']],
    ['owners: [{match: a, owner: Jos\uFFFD}]\n', ['o.yaml:1:28: owner has a space or line break']],
    ['owners: [{match: a, owner: b, from: 1960-01-01}]\n', ['o.yaml:1:37: from is before 1970']],
    ['owners: [{match: a, owner: b, from: 2300-01-01}]\n', ['o.yaml:1:37: from is after 2199']],
    ['owners: [\n', ['o.yaml:2:1: ']],
    ['owners:\n  - {match: [a, b], owner: c}\n', ['o.yaml:2:13: match is a list: give one text']],
    ['owners:\n  - {match: {a: b}, owner: c}\n', ['o.yaml:2:13: match is no text: put it in quotes']],
    ['owners:\n  - {match: a, owner: }\n', ['o.yaml:2:23: owner is empty']],
    ['owners:\n  - {match: a, match: b, owner: c}\n', ['o.yaml:2:16: match is there twice']],
    ['owners: []\npeople: []\nowners: []\n', ['o.yaml:3:1: owners is there twice']],
    ['people:\n  - {owner: a, departed: [2026-01-01, soon]}\n', ['o.yaml:2:39: departed is no date or time']],
    ['people:\n', ['o.yaml:1:1: holds no owners and no people']],
  ])('%j is refused, and says where and why', (text, expected) => {
    const problems = [...problemsIn(text)].sort()
    expect(problems).toHaveLength(expected.length)
    problems.forEach((problem, n) => expect(problem).toContain(expected.toSorted()[n]))
  })

  test('may say nothing in three ways, and never by any late date', () => {
    const fields = ['until: null', 'until: ~', 'until: 9999-12-31']
    const file = fileOf(`owners: [${fields.map((field) => `{match: a, owner: b, ${field}}`).join(', ')}]`)
    expect(file.owners.map(({ until }) => until)).toEqual([null, null, 7_258_032_000_000])
  })

  test('has one separator: the other is part of a cell', () => {
    expect(fileOf('match;owner\nCN=a,O=b;dana\n').owners[0]).toMatchObject({ match: 'CN=a,O=b', owner: 'dana' })
    expect(fileOf('match, owner\n"a;b", "c ""d"""\n').owners[0]).toMatchObject({ match: 'a;b', owner: 'c "d"' })
  })

  test('may end without a line break, after a cell or a separator', () => {
    expect(fileOf('match,owner,until\na,b,').owners).toEqual(fileOf('match,owner,until\na,b,\n').owners)
    expect(fileOf('match,owner\na,b').owners).toEqual(fileOf('match,owner\na,b\n').owners)
  })

  test('may say of somebody several times that they left and came back, and nothing of anybody else', () => {
    const { owners, people } = fileOf(
      'people:\n  - owner: dana\n    departed: [2026-01-01, 2026-03-01]\n    returned: 2026-02-01\nowners:\n',
    )
    const at = (date: string) => Date.parse(date)
    const departed = [at('2026-01-01'), at('2026-03-01')]
    expect({ owners, people }).toEqual({
      owners: [],
      people: [{ owner: 'dana', departed, returned: [at('2026-02-01')] }],
    })
  })

  test.each([
    ['in brackets', `owners: ${'['.repeat(10_000)}`, '1:25'],
    ['in lists', '- '.repeat(10_000), '1:33'],
    ['in maps', Array.from({ length: 999 }, (_, n) => `${' '.repeat(n)}a:`).join('\n'), '202:1'],
  ])('nested too deeply %s is refused before it is parsed', (_, text, place) => {
    expect(problemsIn(text)).toEqual([expect.stringContaining(`o.yaml:${place}: is nested too deeply`)])
  })

  test('of twenty thousand wrong keys is refused soon, and shortly', () => {
    const keys = Array.from({ length: 20_000 }, (_, n) => `    k${n}: 1\n`).join('')
    const started = performance.now()
    expect(problemsIn(`owners:\n  - match: a\n${keys}`)).toHaveLength(101)
    expect(performance.now() - started).toBeLessThan(5_000)
  })

  test('of too many parts is refused before it is parsed', () => {
    expect(problemsIn(`owners: [${'a,'.repeat(3_500_000)}]`)).toEqual([expect.stringContaining('has too much in it')])
  })

  test('takes no prototype from a key', () => {
    expect(problemsIn('owners:\n  - {match: a, owner: b, __proto__: {admin: yes}}\n').length).toBe(1)
    expect(({} as { admin?: string }).admin).toBeUndefined()
  })
})

describe('the feed of an owners file', () => {
  test('assigns each identity once, to every line that matches', () => {
    const feed = createOwnersFeed(fileOf(YAML))
    const first = feed.assignmentsOf(['spiffe://prod/ns/payments/sa/api', 'spiffe://prod/ns/other/sa/api'])
    expect(first).toHaveLength(1)
    expect(feed.assignmentsOf(['spiffe://prod/ns/payments/sa/api'])).toEqual([])
    expect(feed.assignmentsOf(['arn:aws:iam::1:role/deploy-x'])).toHaveLength(1)
  })

  test('says the same events whoever reads it', () => {
    const say = () => createOwnersFeed(fileOf(YAML)).assignmentsOf(['spiffe://prod/ns/payments/x'])
    expect(say()).toEqual(say())
  })

  test('tells of lines that assign several owners at one moment, each pair once', () => {
    const feed = createOwnersFeed(
      fileOf(
        `owners: [{match: 'a*', owner: ann}, {match: '*b', owner: bob}, {match: 'a*', owner: cy, from: 2026-01-01}, {match: same, owner: dan}, {match: same, owner: eve}]`,
      ),
    )
    expect(feed.takeTies().map(({ of, lines }) => [of, lines.map(({ owner }) => owner)])).toEqual([
      ['same', ['dan', 'eve']],
    ])
    feed.assignmentsOf(['ax', 'xb', 'ab', 'aab', 'same'])
    const ties = feed.takeTies()
    expect(ties.map(({ of }) => of)).toEqual(['ab'])
    const keyring = createKeyring(new Uint8Array(16).fill(7))
    expect(tieText(ties[0]!, keyring)).toBe(
      'owners: ab has several owners from the beginning: ann (match: a*), bob (match: *b). bob stands; give the line that should a later from',
    )
    feed.assignmentsOf(['axb'])
    expect(feed.takeTies()).toEqual([])
  })

  test('tells who left and who came back', () => {
    const events = createOwnersFeed(fileOf(YAML)).people.flatMap(({ outcome }) =>
      outcome.kind === 'accepted' ? outcome.value.events.map(({ type }) => type) : [],
    )
    expect(events).toEqual(['owner.departed', 'owner.returned'])
  })
})
