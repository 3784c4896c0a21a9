import { describe, expect, test } from 'vitest'
import { createOwnersFeed, type OwnersFeed } from './feed.ts'
import { parseOwners } from './parse.ts'
import { vanished } from './vanished.ts'

function fileOf(text: string) {
  const read = parseOwners(text, 'o.yaml')
  if (read.kind === 'bad') throw new Error(read.problems.join('\n'))
  return read.value
}

const saidOf = (feed: OwnersFeed, identities: readonly string[]) =>
  [...feed.people, ...feed.assignmentsOf(identities)].map(({ outcome }) =>
    outcome.kind === 'accepted' ? outcome.value.id.slice(0, 3).join(' ') : '',
  )

const BEFORE = fileOf(`owners:
  - { match: a*, owner: ann }
  - { match: ab, owner: bob, from: 2026-01-01 }
people:
  - { owner: ann, departed: 2026-02-01 }
`)

describe('a file of owners that takes the place of another', () => {
  test('says what is new of the identities that are known, and all of others', () => {
    const first = createOwnersFeed(BEFORE)
    expect(saidOf(first, ['ab', 'x'])).toHaveLength(3)
    const after = fileOf(`owners:
  - { match: a*, owner: ann }
  - { match: '*b', owner: cy, from: 2026-03-01 }
people:
  - { owner: ann, departed: [2026-02-01, 2026-05-01], returned: 2026-03-01 }
`)
    const second = createOwnersFeed(after, first)
    expect(saidOf(second, ['ab', 'x', 'ac'])).toEqual([
      'owner.departed ann 1777593600000',
      'owner.returned ann 1772323200000',
      'assigned ab cy',
      'assigned ac ann',
    ])
    expect(saidOf(createOwnersFeed(after, second), ['ab', 'x', 'ac'])).toEqual([])
    expect(saidOf(createOwnersFeed(BEFORE, second), ['ab'])).toEqual(['assigned ab bob'])
  })

  test('is told what of the other one it does not say', () => {
    const after = fileOf('owners: [{ match: ab, owner: bob, from: 2026-01-01, until: 2026-02-01 }]')
    expect(vanished(BEFORE, after)).toEqual(['ann for a*', 'ann departed 2026-02-01T00:00:00.000Z'])
    expect(vanished(after, BEFORE)).toEqual(['bob for ab from 2026-01-01T00:00:00.000Z until 2026-02-01T00:00:00.000Z'])
    expect(vanished(BEFORE, BEFORE)).toEqual([])
  })
})
