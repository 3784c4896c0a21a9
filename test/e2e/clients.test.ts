import { mkdtemp, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@clickhouse/client'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask } from './asking.ts'
import { UNUSED_KEY, USED_KEY, writeDeliveries } from './cloudtrail.ts'
import { lifespan, start, type Running } from './lifespan.ts'
import { ROOT, shell } from './shell.ts'

const FINDINGS = 'SELECT rule, severity, subject_id FROM analyst.findings ORDER BY subject_id'
const ROWS = [
  { rule: 'L01', severity: 'low', subject_id: UNUSED_KEY },
  { rule: 'L01', severity: 'medium', subject_id: USED_KEY },
]
const CHROMIUM = '/usr/bin/chromium'
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

let directory = ''
let up: Running

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lifespan-e2e-'))
  await writeDeliveries(join(directory, 'logs'))
  up = await start('up', join(directory, 'data'))
  expect((await lifespan(['ingest', join(directory, 'logs'), '--data', join(directory, 'data')])).code).toBe(0)
})
afterAll(async () => {
  expect(await up.stop()).toBeLessThan(5_000)
  await rm(directory, { recursive: true })
})

describe('a client', () => {
  test('curl runs the query that Lifespan prints when it starts', async () => {
    await expect.poll(() => shell('ls "$1"', [join(directory, 'data')])).toMatchObject({ code: 0 })
    const { clickhouse, analystPassword } = up.run
    const url = `${clickhouse}/?user=analyst&password=${analystPassword}`
    const { code, stdout } = await shell(`curl -sS "$1" --data-binary "$2"`, [url, `${FINDINGS} FORMAT JSONEachRow`])
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object)
    expect([code, rows]).toEqual([0, ROWS])
  })

  test('fetch may give user and password as basic authentication', async () => {
    const basic = Buffer.from(`analyst:${up.run.analystPassword}`).toString('base64')
    const answer = await fetch(
      `${up.run.clickhouse}/?query=${encodeURIComponent('SELECT count() FROM analyst.findings')}`,
      {
        headers: { authorization: `Basic ${basic}` },
      },
    )
    expect(await answer.text()).toBe('2\n')
  })

  test('@clickhouse/client asks with parameters and with the settings that stock clients send', async () => {
    const client = createClient({
      url: up.run.clickhouse,
      username: 'analyst',
      password: up.run.analystPassword,
      compression: { response: true },
      clickhouse_settings: {
        wait_end_of_query: 1,
        date_time_output_format: 'iso',
        output_format_json_quote_64bit_integers: 1,
        max_execution_time: 30,
        join_use_nulls: 1,
        max_result_rows: '100',
        result_overflow_mode: 'break',
        send_progress_in_http_headers: 1,
        log_comment: 'a dashboard',
      },
    })
    const query = 'SELECT rule, severity, subject_id FROM findings WHERE rule = {rule:String} ORDER BY subject_id'
    const asked = {
      query: query.replace('FROM ', 'FROM analyst.'),
      query_params: { rule: 'L01' },
      format: 'JSONEachRow',
    } as const
    const answer = await client.query(asked)
    expect(await answer.json()).toEqual(ROWS)
    expect(await client.ping()).toMatchObject({ success: true })
    await expect(client.command({ query: 'CREATE TABLE analyst.mine (x UInt8) ENGINE = Memory' })).rejects.toThrow()
    await client.close()
  })

  const present = existsSync(CHROMIUM)
  if (!present) console.warn(`SKIPPED: /play in a browser, for there is no ${CHROMIUM}: apt-get install -y chromium`)
  test.skipIf(!present)('/play in a browser shows the rows of a query', async () => {
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET })
    try {
      const page = await browser.newPage({ viewport: { width: 1_200, height: 700 } })
      await page.goto(`${up.run.clickhouse}/play`)
      await page.fill('#user', 'analyst')
      await page.fill('#password', up.run.analystPassword)
      await page.fill('#query', FINDINGS)
      await page.click('#run')
      await page.waitForFunction((key) => document.body.innerText.includes(key), USED_KEY, { timeout: 10_000 })
      const seen = await page.innerText('#data_table, #data-table, body')
      for (const text of [UNUSED_KEY, USED_KEY, 'L01', 'medium', 'low']) expect(seen).toContain(text)
      await page.screenshot({ path: join(ROOT, 'tmp/play.png') })
    } finally {
      await browser.close()
    }
  })
})

/** What the analyst may not do. */
const REFUSED = [
  'CREATE TABLE analyst.mine (x UInt8) ENGINE = Memory',
  'CREATE TABLE mine (x UInt8) ENGINE = Memory',
  'CREATE TEMPORARY TABLE mine (x UInt8)',
  'CREATE DATABASE mine',
  'CREATE USER mine',
  'CREATE FUNCTION mine AS x -> x',
  'GRANT ALL ON *.* TO analyst',
  "ALTER USER analyst IDENTIFIED BY 'x'",
  'INSERT INTO lifespan.findings (id) VALUES (1)',
  'ALTER TABLE lifespan.findings DELETE WHERE 1',
  'DROP VIEW analyst.findings',
  'TRUNCATE TABLE lifespan.events',
  'SYSTEM SHUTDOWN',
  "KILL QUERY WHERE query != ''",
  'SELECT * FROM lifespan.events',
  'SELECT * FROM lifespan.findings',
  'SELECT * FROM lifespan.account',
  'SELECT name FROM system.users',
  'SELECT * FROM system.processes',
  'SELECT * FROM system.query_log',
  "SELECT * FROM file('/etc/passwd', 'LineAsString')",
  "SELECT * FROM url('http://127.0.0.1:9/', 'LineAsString')",
  "SELECT * FROM remote('127.0.0.1', 'lifespan', 'events')",
  "SELECT * FROM s3('http://127.0.0.1:9/x', 'CSV')",
  "SELECT * FROM executable('id', 'LineAsString', 'l String')",
  "SELECT * FROM merge('lifespan', '.*')",
  "SELECT * FROM mysql('127.0.0.1:9', 'a', 'b', 'c', 'd')",
  "SELECT * FROM INFILE '/etc/passwd'",
  "SELECT file('/etc/passwd')",
  "SELECT 1 INTO OUTFILE '/tmp/lifespan-out'",
  'SET readonly = 0',
  'SELECT 1 SETTINGS readonly = 0',
  'SELECT 1 SETTINGS max_memory_usage = 0',
  'SELECT 1 SETTINGS max_execution_time = 100000',
  'SELECT 1 SETTINGS allow_ddl = 1, allow_introspection_functions = 1',
  "SELECT dictGet('x', 'y', 1)",
  'SELECT addressToSymbol(1)',
  'EXPLAIN SELECT * FROM lifespan.events',
  'DESCRIBE TABLE lifespan.events',
  'SHOW CREATE TABLE lifespan.events',
  "BACKUP DATABASE lifespan TO Disk('default', 'x')",
]

describe('the analyst', () => {
  test('sees every view', async () => {
    const names = (await ask(up.run, 'SHOW TABLES FROM analyst')).text.split('\n')
    expect(names).toEqual(
      expect.arrayContaining(['account', 'credentials', 'events', 'findings', 'identities', 'workloads']),
    )
    for (const name of names)
      expect(await ask(up.run, `SELECT * FROM analyst.${name} LIMIT 1`)).toMatchObject({ ok: true })
  })

  test.each(REFUSED)('may not: %s', async (query) => {
    const { ok, text } = await ask(up.run, query)
    expect([ok, text]).toEqual([false, expect.stringMatching(/Code: \d+/)])
    expect(text).not.toContain('root:')
  })

  test('sees nothing else of what there is', async () => {
    expect((await ask(up.run, 'SHOW DATABASES')).text.split('\n')).not.toContain('lifespan')
    expect((await ask(up.run, "SELECT count() FROM system.tables WHERE database = 'lifespan'")).text).toMatch(
      /^0$|ACCESS_DENIED/,
    )
    expect((await ask(up.run, 'SHOW USERS')).text).toMatch(/ACCESS_DENIED|^analyst$/)
    expect((await ask(up.run, 'SHOW GRANTS')).text).not.toMatch(/INSERT|ALTER|CREATE|ALL|FILE|URL|REMOTE/)
  })

  test('is nobody with a wrong password or with none, and settings in the address are refused', async () => {
    for (const password of ['', 'wrong']) {
      expect(await ask(up.run, 'SELECT 1', { user: 'analyst', password })).toMatchObject({ ok: false })
    }
    const as = { user: 'analyst', password: up.run.analystPassword }
    for (const setting of ['readonly', 'max_memory_usage', 'allow_ddl', 'max_query_size', 'session_id']) {
      const { ok } = await ask(up.run, 'SELECT 1', { ...as, [setting]: setting === 'session_id' ? 's' : '0' })
      if (setting !== 'session_id') expect([setting, ok]).toEqual([setting, false])
    }
  })
})

describe('default, which has no password', () => {
  test.each([
    'SELECT 1',
    'SELECT count() FROM analyst.findings',
    'SELECT count() FROM lifespan.events',
    "SELECT * FROM file('/etc/passwd', 'LineAsString')",
    'SELECT name FROM system.users',
    'CREATE TEMPORARY TABLE mine (x UInt8)',
    'SYSTEM STOP LISTEN HTTP',
  ])('gets nothing of: %s', async (query) => {
    for (const as of [
      {},
      { user: 'default' },
      { user: 'default', password: '' },
      { user: 'default', max_query_size: '1000' },
    ]) {
      const { ok, text } = await ask(up.run, query, as as Record<string, string>)
      expect([ok, text]).toEqual([false, expect.stringMatching(/Code: \d+/)])
    }
  })
})
