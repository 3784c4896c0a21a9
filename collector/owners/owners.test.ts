import { describe, expect, test } from 'vitest'
import { createOwnersFeed } from './feed.ts'
import { parseOwners } from './parse.ts'

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
  return parsed.file
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
      ['o.yaml:2:5: match is missing', 'o.yaml:2:11: there is no mach here: did you mean match?'],
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

  test('tells who left and who came back', () => {
    const events = createOwnersFeed(fileOf(YAML)).people.flatMap(({ outcome }) =>
      outcome.kind === 'accepted' ? outcome.value.events.map(({ type }) => type) : [],
    )
    expect(events).toEqual(['owner.departed', 'owner.returned'])
  })
})
