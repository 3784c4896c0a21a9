import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listQueries, queryNames, type Query } from './catalogue.ts'
import { exampleCommand, readExample, writeExample } from './example.ts'
import { readParameters } from './parameters.ts'
import { runQuery } from './run.ts'
import { tellExampleStory } from './testing/example-records.ts'
import { startTestServer, type TestServer } from './testing/server.ts'

const FOR_EVER = { uses: 0, rejected: 0 }

let server: TestServer
beforeAll(async () => {
  server = await startTestServer(FOR_EVER)
  await tellExampleStory(server.client)
})
afterAll(() => server.stop())

async function asked(query: Query): Promise<string> {
  const answer = await runQuery(server.analyst, query, readParameters(query, query.example), 'table')
  return `$ ${exampleCommand(query)}\n${answer}`
}

const NO_ROWS = '\n0 rows\n'

describe('the example of each named question (GOLDEN=write)', () => {
  test.each(listQueries().map((query) => [query.name, query] as const))('%s is answered so', async (_, query) => {
    const text = await asked(query)
    if (process.env['GOLDEN'] === 'write') writeExample(query, text)
    expect(text).toBe(readExample(query))
    expect(text).not.toContain(NO_ROWS)
  })

  test('is there for each of them, and for no other', () => {
    const files = readdirSync(new URL('./sql/examples/', import.meta.url))
    expect(files.filter((file) => file.endsWith('.txt')).toSorted()).toEqual(queryNames().map((name) => `${name}.txt`))
    expect(queryNames().length).toBeGreaterThanOrEqual(12)
  })
})
