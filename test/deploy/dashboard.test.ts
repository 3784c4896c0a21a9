import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { tellExampleStory } from '../../queries/testing/example-records.ts'
import { startTestServer, type TestServer } from '../../queries/testing/server.ts'
import { METRICS } from '../../schemas/metrics.ts'
import { fileOf, readCompose } from './compose.ts'

const Source = z.object({ type: z.string(), uid: z.string() })
const Target = z.object({ datasource: Source, rawSql: z.string().optional(), expr: z.string().optional() })
const Panel = z.object({ title: z.string(), datasource: Source, targets: z.array(Target) })
const { panels } = z.object({ panels: z.array(Panel) }).parse(JSON.parse(fileOf('deploy/grafana/findings.json')))

const asked = panels.flatMap(({ title, targets }) => targets.map((target) => ({ title, ...target })))
const questions = asked.flatMap(({ title, rawSql }) => (rawSql === undefined ? [] : [[title, rawSql] as const]))

/** What Grafana's plugin puts in place of its macros. */
const expanded = (sql: string) =>
  sql
    .replaceAll(/\$__timeFilter\((\w+)\)/g, '$1 >= toDateTime(0) AND $1 <= toDateTime(2000000000)')
    .replaceAll(/\$__timeInterval\((\w+)\)/g, 'toStartOfInterval(toDateTime($1), INTERVAL 60 second)')

describe("Grafana's dashboard", () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ uses: 0, rejected: 0 })
    await tellExampleStory(server.client)
  })
  afterAll(() => server.stop())

  test.each(questions)('%s is answered to the analyst', async (_, sql) => {
    expect(expanded(sql)).not.toContain('$__')
    expect((await server.analyst.rows(expanded(sql))).length).toBeGreaterThan(0)
  })

  test('asks for measures that there are', () => {
    const names = asked.flatMap(({ expr = '' }) => expr.match(/lifespan_\w+/g) ?? [])
    expect(names.length).toBeGreaterThan(0)
    expect(names.filter((name) => !(name in METRICS))).toEqual([])
  })

  test('goes by sources that are provisioned, whose servers are services', () => {
    const text = fileOf('deploy/grafana/datasources.yaml')
    const { datasources } = z.object({ datasources: z.array(Source) }).parse(parse(text))
    const known = datasources.map(({ type, uid }) => `${type} ${uid}`)
    for (const { datasource } of [...panels, ...asked]) expect(known).toContain(`${datasource.type} ${datasource.uid}`)
    const hosts = [...text.matchAll(/(?:host: |http:\/\/)([a-z]+)/g)].map(([, host]) => host!)
    expect(hosts).toEqual(['clickhouse', 'prometheus'])
    expect(Object.keys(readCompose().services)).toEqual(expect.arrayContaining(hosts))
  })
})
