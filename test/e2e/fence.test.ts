import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask } from './asking.ts'
import { writeDeliveries } from './cloudtrail.ts'
import { lifespan, start, type Running } from './lifespan.ts'

let directory = ''
let up: Running

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lifespan-e2e-'))
  await writeDeliveries(join(directory, 'logs'))
  up = await start('up', join(directory, 'data'))
  expect((await lifespan(['ingest', join(directory, 'logs'), '--data', join(directory, 'data')])).code).toBe(0)
})
afterAll(async () => {
  await up.stop()
  await rm(directory, { recursive: true })
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
  'SELECT 1 SETTINGS max_threads = 64',
  'SELECT 1 SETTINGS allow_ddl = 0',
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

  test("may not read Lifespan's own passwords and keys", async () => {
    const { ok, text } = await ask(up.run, `SELECT file('${join(directory, 'data/secrets.json')}')`)
    expect(text).not.toContain('hashKey')
    expect(ok).toBe(false)
  })

  test('gets no shell from /webterminal', async () => {
    const socket = new WebSocket(`${up.run.clickhouse.replace('http', 'ws')}/webterminal`)
    const opened = await new Promise((resolve) => {
      socket.addEventListener('open', () => resolve(true))
      socket.addEventListener('close', () => resolve(false))
    })
    expect(opened).toBe(false)
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
    for (const setting of ['readonly', 'max_memory_usage', 'allow_ddl', 'max_query_size']) {
      expect([setting, await ask(up.run, 'SELECT 1', { ...as, [setting]: '0' })]).toEqual([
        setting,
        { ok: false, text: expect.stringMatching(/Code: \d+/) as string },
      ])
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
      const { ok, text } = await ask(up.run, query, as)
      expect([ok, text]).toEqual([false, expect.stringMatching(/Code: \d+/)])
    }
  })
})
