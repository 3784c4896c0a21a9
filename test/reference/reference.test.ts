import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { ATTRIBUTES } from '../../schemas/vocabulary.ts'
import { allPages } from './pages.ts'

const pages = await allPages()

describe('what is derived', () => {
  test.each(Object.entries(pages))('%s is what the declarations say (npm run reference)', (place, text) => {
    expect(readFileSync(new URL(`../../${place}`, import.meta.url), 'utf8')).toBe(text)
  })
})

interface Group {
  readonly id: string
  readonly type: string
  readonly brief: string
  readonly name?: string
  readonly stability?: string
  readonly span_kind?: string
  readonly attributes: readonly { readonly id?: string; readonly ref?: string; readonly stability?: string }[]
}

/** As the schema of weaver has it (schemas/semconv.schema.json of open-telemetry/weaver). */
describe('the registry', () => {
  const { groups } = parse(pages['schemas/registry/credentials.yaml']!) as { groups: readonly Group[] }
  const defined = groups.flatMap(({ attributes }) => attributes.flatMap(({ id }) => id ?? []))

  test('has groups of its own ids, each with what its type needs', () => {
    expect(new Set(groups.map(({ id }) => id)).size).toBe(groups.length)
    expect(new Set(groups.map(({ type }) => type))).toEqual(new Set(['attribute_group', 'event', 'span']))
    const named = groups.map(({ id, type, name, stability, span_kind }) => [type, id, name, stability, span_kind])
    const of = (type: string) => named.filter((group) => group[0] === type)
    for (const [, id, name, stability] of of('event')) expect([id, stability]).toEqual([`event.${name}`, 'development'])
    for (const [, id, , stability, kind] of of('span'))
      expect([id, stability, kind]).toEqual([expect.stringMatching(/^span\./), 'development', 'internal'])
    for (const [, id] of of('attribute_group')) expect(id).toMatch(/^registry\.[a-z]+$/)
    expect(groups.filter(({ brief }) => !brief.endsWith('.'))).toEqual([])
  })

  test('defines each attribute once, which is read, and refers to those alone', () => {
    expect(new Set(defined).size).toBe(defined.length)
    expect(defined.filter((id) => !(id in ATTRIBUTES))).toEqual([])
    const referred = groups.flatMap(({ attributes }) => attributes.flatMap(({ ref }) => ref ?? []))
    expect(referred.filter((ref) => !defined.includes(ref))).toEqual([])
    expect(defined.filter((id) => !referred.includes(id))).toEqual([])
  })
})
