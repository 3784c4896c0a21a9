import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestEngine, temporaryOptions, testPasswords, type TestEngine } from '../test-engine.ts'
import { prepareDirectory } from './data-directory.ts'
import { launch } from './launch.ts'
import { freePort } from './ports.ts'

let engine: TestEngine

beforeAll(async () => {
  engine = await startTestEngine()
  await engine.lifespan.command('CREATE TABLE secrets (id UInt64, name String) ENGINE = MergeTree ORDER BY id')
  await engine.lifespan.command(`INSERT INTO secrets VALUES (1, 'one'), (2, 'two')`)
  const definer = 'DEFINER = CURRENT_USER SQL SECURITY DEFINER'
  await engine.lifespan.command(`CREATE VIEW analyst.names ${definer} AS SELECT id, name FROM lifespan.secrets`)
  await engine.lifespan.command(
    `CREATE VIEW analyst.named ${definer} AS SELECT id FROM lifespan.secrets WHERE name = {x:String}`,
  )
})
afterAll(() => engine.stop())

/** What a stranger or a stock client gets over HTTP: the text of the answer, an error included. */
async function ask(
  user: string,
  password: string,
  query: string,
  settings: Record<string, string> = {},
): Promise<string> {
  const url = new URL(engine.embedded.url)
  url.search = new URLSearchParams(settings).toString()
  const headers = { 'X-ClickHouse-User': user, 'X-ClickHouse-Key': password }
  const answer = await fetch(url, { method: 'POST', headers, body: query })
  return answer.text()
}

/** Asks as `default` without a pause, from before the server is there until `done`. Returns the status and text of every answer. */
async function strangersAsk(url: string, done: () => boolean): Promise<string[]> {
  const body = `SELECT * FROM file('/etc/passwd', 'LineAsString', 'l String') LIMIT 1`
  const answers: string[] = []
  while (!done()) {
    const answer = await fetch(url, { method: 'POST', body }).catch(() => undefined)
    if (answer === undefined) await sleep(1)
    else answers.push(`${answer.status} ${await answer.text()}`)
  }
  return answers
}

const asAnalyst = (query: string, settings: Record<string, string> = {}) =>
  ask('analyst', testPasswords.analyst, query, settings)
const refusal = /Code: (62|164|452|497)\./

describe('the user default, who has no password', () => {
  test.for([
    'SELECT 1',
    `SELECT * FROM file('/etc/passwd', 'LineAsString', 'l String')`,
    'CREATE TABLE t (x UInt8) ENGINE = Memory',
    'CREATE TEMPORARY TABLE t (x UInt8)',
    'SELECT * FROM system.users',
    'SELECT * FROM system.tables',
    'SELECT * FROM lifespan.secrets',
    'SELECT * FROM analyst.names',
    'SYSTEM STOP LISTEN HTTP',
    'SYSTEM SHUTDOWN',
    'SHOW PROCESSLIST',
    `CREATE USER u IDENTIFIED BY 'x'`,
  ])('is refused %s', async (query) => {
    expect(await ask('default', '', query)).toMatch(refusal)
  })

  test.for([{ max_query_size: '1000' }, { profile: 'default' }, { profile: 'lifespan' }, { session_id: 's' }])(
    'is refused whatever settings it sends: %o',
    async (settings) => {
      expect(await ask('default', '', 'SELECT 1', settings)).toMatch(refusal)
    },
  )

  test('is refused from the first moment of the server on', async () => {
    const any = { port: 0, named: false, purpose: 'a test' }
    const ports = { http: await freePort(any), tcp: await freePort(any) }
    const options = await temporaryOptions()
    await prepareDirectory(options.dataDir)
    let done = false
    const asking = strangersAsk(`http://127.0.0.1:${ports.http}/`, () => done)
    const other = await launch(options, ports)
    done = true
    const answers = await asking
    if ('pid' in other) await other.end(2_000)
    expect(answers.length).toBeGreaterThan(0)
    expect(answers.filter((answer) => !answer.includes('Code: 62.'))).toEqual([])
    await rm(options.dataDir, { recursive: true })
  })
})

describe('the analyst', () => {
  test('reads a view of what it cannot read itself', async () => {
    expect(await engine.analyst.rows('SELECT * FROM names ORDER BY id')).toEqual([
      { id: '1', name: 'one' },
      { id: '2', name: 'two' },
    ])
    expect(await asAnalyst('SELECT * FROM lifespan.secrets')).toMatch(refusal)
  })

  test('gives parameters to a view', async () => {
    expect(await engine.analyst.rows('SELECT id FROM named(x = {name:String})', { name: 'two' })).toEqual([{ id: '2' }])
  })

  test.for([
    'INSERT INTO lifespan.secrets VALUES (3, 3)',
    'INSERT INTO analyst.names VALUES (3, 3)',
    'CREATE TABLE analyst.t (x UInt8) ENGINE = Memory',
    'CREATE TEMPORARY TABLE t (x UInt8)',
    'DROP VIEW analyst.names',
    `SELECT * FROM file('/etc/passwd', 'LineAsString', 'l String')`,
    `SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString', 'l String')`,
    `SELECT * FROM remote('127.0.0.1:9000', 'system.one')`,
    `SELECT * FROM s3('http://127.0.0.1:1/bucket/key', 'CSV', 'x String')`,
    `SELECT * FROM executable('id', 'TSV', 'x String')`,
    'SET readonly = 0',
    'SELECT 1 SETTINGS max_memory_usage = 100000000000',
    'SELECT 1 SETTINGS max_execution_time = 0',
    'SELECT 1 SETTINGS max_execution_time = 3600',
    'SELECT 1 SETTINGS max_threads = 1000',
    'SELECT 1 SETTINGS allow_ddl = 1, readonly = 2',
    'SELECT * FROM system.users',
    'SELECT * FROM system.processes',
    `KILL QUERY WHERE 1`,
    `CREATE USER u IDENTIFIED BY 'x'`,
    'SYSTEM SHUTDOWN',
  ])('is refused %s', async (query) => {
    expect(await asAnalyst(query)).toMatch(/Code: (164|452|497)\./)
  })

  test('makes no file by asking for one', async () => {
    const wished = join(engine.options.dataDir, 'clickhouse', 'planted')
    expect(await asAnalyst(`SELECT * FROM sqlite('${wished}', 'x')`)).toMatch(/Code: 481\./)
    expect(existsSync(wished)).toBe(false)
  })

  test.for(['/etc/hosts', '/etc/passwd', '/etc/resolv.conf', '/proc/1/environ'])(
    'reads nothing of %s',
    async (path) => {
      expect(await asAnalyst(`SELECT file('${path}')`)).toMatch(/Code: 76\./)
    },
  )

  test('is refused with a wrong password', async () => {
    expect(await ask('analyst', 'wrong', 'SELECT 1')).toMatch(/Code: 516/)
    expect(await ask('lifespan', '', 'SELECT 1')).toMatch(/Code: 516/)
  })

  const cache = { use_query_cache: '1', query_cache_ttl: '600', query_cache_system_table_handling: 'ignore' }
  test.for<[string, Record<string, string>]>([
    [
      '/play',
      { add_http_cors_header: '1', default_format: 'JSON', enable_http_compression: '1', extremes: '1', ...cache },
    ],
    [
      '/play, older',
      {
        add_http_cors_header: '1',
        max_result_rows: '1000',
        max_result_bytes: '10000000',
        result_overflow_mode: 'break',
      },
    ],
    [
      'JDBC',
      { compress: '0', max_result_rows: '500', result_overflow_mode: 'break', max_execution_time: '30', extremes: '0' },
    ],
    ['JDBC V2', { session_timezone: 'UTC', output_format_binary_write_json_as_string: '1', default_format: 'TSV' }],
    [
      'clickhouse-connect',
      { wait_end_of_query: '1', send_progress_in_http_headers: '1', http_headers_progress_interval_ms: '120000' },
    ],
    ['clickhouse-connect, more', { cast_string_to_dynamic_use_inference: '1', date_time_input_format: 'best_effort' }],
    [
      'Grafana',
      {
        max_execution_time: '60',
        max_threads: '4',
        default_format: 'Native',
        database: 'analyst',
        enable_http_compression: '1',
      },
    ],
    ['Metabase', { join_use_nulls: '1', session_timezone: 'Europe/Vienna', max_result_rows: '1048575' }],
    ['@clickhouse/client', { output_format_json_quote_64bit_integers: '0', log_comment: 'x', max_block_size: '65409' }],
  ])('may send what %s sends', async ([, settings]) => {
    expect(await asAnalyst('SELECT id AS x FROM analyst.names', settings)).not.toMatch(/Code: \d+/)
  })

  test('finds its views as tools do', async () => {
    const query = `SELECT database, name FROM system.tables WHERE database NOT IN ('system', 'INFORMATION_SCHEMA', 'information_schema')`
    expect(await engine.analyst.rows(`${query} ORDER BY name`)).toEqual([
      { database: 'analyst', name: 'named' },
      { database: 'analyst', name: 'names' },
    ])
  })
})
