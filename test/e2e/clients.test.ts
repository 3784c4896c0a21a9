import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ClickHouseLogLevel, createClient } from '@clickhouse/client'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
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
  test('curl may give user and password in the address', async () => {
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
      log: { level: ClickHouseLogLevel.OFF },
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
    await expect(client.command({ query: 'CREATE TABLE analyst.mine (x UInt8) ENGINE = Memory' })).rejects.toThrow(
      'Not enough privileges',
    )
    await client.close()
  })

  test('@clickhouse/client has nothing to warn of, with compressed answers too', async () => {
    const warn = vi.spyOn(console, 'warn')
    const client = createClient({
      url: up.run.clickhouse,
      username: 'analyst',
      password: up.run.analystPassword,
      compression: { response: true },
      log: { level: ClickHouseLogLevel.WARN },
    })
    const numbers = (count: number) =>
      client.query({ query: `SELECT number FROM numbers(${count})`, format: 'JSONEachRow' })
    for (let asked = 0; asked < 3; asked++) expect(await (await numbers(1)).json()).toHaveLength(1)
    let streamed = 0
    for await (const rows of (await numbers(100_000)).stream()) streamed += rows.length
    expect(streamed).toBe(100_000)
    await client.close()
    expect(warn).not.toHaveBeenCalled()
    warn.mockRestore()
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
      const cell = (content: string) => page.locator('td').filter({ hasText: new RegExp(`^${content}$`) })
      await cell(USED_KEY).waitFor({ timeout: 10_000 })
      expect(await page.getByText('2 rows in result').count()).toBe(1)
      for (const content of [UNUSED_KEY, 'medium', 'low']) expect(await cell(content).count()).toBe(1)
      expect(await cell('L01').count()).toBe(2)
      await mkdir(join(ROOT, 'tmp'), { recursive: true })
      await page.screenshot({ path: join(ROOT, 'tmp/play.png') })
    } finally {
      await browser.close()
    }
  })
})
