import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Query } from './catalogue.ts'
import { runQuery } from './run.ts'
import { startTestServer, type TestServer } from './testing/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const asking = (where: string) =>
  ({
    name: 'x',
    params: [],
    sql: `SELECT 'a,\\n"b' AS a, NULL AS b, '' AS c, 1 AS n FROM numbers(2) WHERE ${where}`,
  }) as unknown as Query

test('an answer in each format, with rows and without', async () => {
  const answer = (format: 'json' | 'csv', where = '1') => runQuery(server.analyst, asking(where), {}, format)
  const line = '{"a":"a,\\n\\"b","b":null,"c":"","n":1}\n'
  expect(await answer('json')).toBe(line + line)
  expect(await answer('json', '0')).toBe('')
  expect(await answer('csv', 'number = 0')).toBe('"a","b","c","n"\n"a,\n""b",,"",1\n')
  expect(await answer('csv', '0')).toBe('"a","b","c","n"\n')
})
