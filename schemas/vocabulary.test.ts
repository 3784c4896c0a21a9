import { describe, expect, test } from 'vitest'
import { EVENT_COLUMNS, EVENT_TYPES } from './events.ts'
import { EVENTS } from './vocabulary-events.ts'
import { ATTRIBUTES, isKept } from './vocabulary.ts'
import type { VocabularyAttribute } from './vocabulary.ts'

const attributes = Object.entries<VocabularyAttribute>(ATTRIBUTES)

describe('the vocabulary', () => {
  test('names every event', () => {
    expect(Object.keys(EVENTS)).toEqual([...EVENT_TYPES])
  })

  test('has one meaning a name, old spellings included', () => {
    const names = attributes.flatMap(([name, { was = [] }]) => [name, ...was])
    expect(new Set(names).size).toBe(names.length)
  })

  test('fills columns that an adapter may say', () => {
    const columns = attributes.flatMap(([, { columns: taking = [] }]) => taking)
    expect(columns.filter((column) => EVENT_COLUMNS[column].origin !== 'said')).toEqual([])
  })

  test('says what each attribute means, and has an example of those that are of given values', () => {
    expect(attributes.filter(([, { doc, example }]) => doc === '' || example === '')).toEqual([])
    const enums = attributes.filter(([, { kind }]) => kind === 'enum')
    expect(enums.filter(([, { values, example }]) => !values?.includes(example))).toEqual([])
  })
})

describe("OpenTelemetry's own attributes", () => {
  test.each(['server.address', 'k8s.pod.name', 'cicd.pipeline.name', 'gen_ai.tool.call.id', 'vcs.ref.head.name'])(
    'are kept: %s',
    (name) => {
      expect(isKept(name)).toBe(true)
    },
  )

  test.each([
    'process.command_args',
    'url.full',
    'url.query',
    'http.request.header.authorization',
    'db.statement',
    'exception.message',
    'gen_ai.input.messages',
    'gen_ai.tool.call.arguments',
    'k8s.pod.annotation.last-applied',
    '__proto__',
    '',
  ])('are not kept: %s', (name) => {
    expect(isKept(name)).toBe(false)
  })
})
