import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { bringUpToDate } from '../clickhouse/schema.ts'
import { startTestEngine, type TestEngine } from '../clickhouse/test-engine.ts'
import { translatePiece } from '../cli/system/read-records.ts'
import { EmbeddedLog } from '../log/embedded.ts'
import { loadQuery } from '../queries/catalogue.ts'
import { runQuery } from '../queries/run.ts'
import { createViews } from '../queries/views.ts'
import { createKeyring } from '../schemas/keys.ts'
import { rejected } from '../schemas/outcome.ts'
import { readSource } from './files/source.ts'
import { createIntake } from './intake.ts'
import { json, tracesRequest } from './otlp/test-requests.ts'
import { startOtlpHttp } from './receivers/otlp-http.ts'
import type { Receiver } from './receivers/receiver.ts'
import { canaries, FORMAT_NAMES, seeded } from '../redaction/canaries/canaries.ts'
import { LISTED_A_MINUTE } from './rejecting.ts'
import type { Intake } from './translated.ts'

let engine: TestEngine
let log: EmbeddedLog
let intake: Intake
let receiver: Receiver
let folder: string
beforeAll(async () => {
  engine = await startTestEngine()
  await bringUpToDate(engine.lifespan)
  await createViews(engine.lifespan)
  folder = mkdtempSync(join(tmpdir(), 'lifespan-rejected-'))
})
afterAll(async () => {
  await engine.stop()
  rmSync(folder, { recursive: true })
})

beforeEach(async () => {
  await receiver?.close()
  await log?.close()
  for (const table of ['rejected', 'account', 'events']) await engine.lifespan.command(`TRUNCATE TABLE ${table}`)
  const reader = { merge: () => undefined, durable: () => undefined }
  log = new EmbeddedLog({ client: engine.lifespan, reader, after: 0, onRetry: (error) => expect(error).toBeNull() })
  const keyring = createKeyring(new Uint8Array(16).fill(7))
  intake = createIntake({ log, keyring, fingerprint: () => 'hmac:0', now: () => Date.UTC(2026, 10, 26) })
  const place = { host: '127.0.0.1', port: 0, named: false }
  receiver = await startOtlpHttp({ ...place, intake, source: 'otlp', onError: (error) => expect(error).toBeNull() })
})
afterAll(async () => {
  await receiver.close()
  await log.close()
})

const listed = () => engine.analyst.rows<Record<string, unknown>>('SELECT * FROM rejected ORDER BY reason, position')
const counts = (table: string, where = 'true') =>
  engine.analyst.rows(
    `SELECT source, reason, sum(records) AS n FROM ${table} WHERE ${where} GROUP BY ALL ORDER BY source, reason`,
  )
const post = (body: Uint8Array | string, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
  fetch(`${receiver.url}/v1/traces`, { method: 'POST', headers, body: body as string })
const ids = (n: number) => ({ traceId: String(n).padStart(32, '0'), spanId: String(n).padStart(16, '0') })
const used = (n: number, attributes: object[], at = '1700000000000000000') => ({
  ...ids(n),
  name: 'credential.used',
  startTimeUnixNano: at,
  attributes,
})
const text = (key: string, value: string) => ({ key, value: { stringValue: value } })
async function ingest(name: string, content: string) {
  writeFileSync(join(folder, name), content)
  for await (const piece of readSource(join(folder, name)))
    for (const { source, records, place } of translatePiece(piece, undefined))
      await intake.submit(source, records, place)
}

describe('what is rejected', () => {
  test('is listed with where it was found, and adds up to the account', async () => {
    await post(json(tracesRequest([used(1, []), { ...used(2, []), traceId: 'ab' }, { ...ids(3), name: 'ordinary' }])))
    await post('{bad')
    await post('x', { 'content-type': 'text/plain' })
    await post(
      json(
        tracesRequest([used(4, [text('credential.id', 'a'), text('credential.issuer', 'aws')], '4000000000000000000')]),
      ),
    )
    await ingest('log.ndjson', '{"kind":"Event"}\n{"eventVersion":"1.0\n{"id":1}\n')
    await ingest('picture', 'not a log')
    expect(await counts('rejected')).toEqual(await counts('account', "outcome = 'rejected'"))
    const rows = await listed()
    expect(rows).toHaveLength(9)
    for (const row of rows) expect(row).toMatchObject({ listed: true, records: '1', tenant: 'default' })
    const found = (reason: string) => rows.findLast((row) => String(row['reason']).startsWith(reason))
    expect(found('credential.id missing')).toMatchObject({
      source: 'otlp',
      carrier: 'span',
      place: '/v1/traces',
      position: '1',
      detail: `credential.used, trace ${ids(1).traceId}, span ${ids(1).spanId}`,
    })
    expect(found('trace id is not 16 bytes')).toMatchObject({
      carrier: 'span',
      position: '2',
      bytes: expect.any(String),
    })
    expect(found('body is not OTLP')).toMatchObject({
      carrier: 'body',
      position: null,
      bytes: '4',
      detail: expect.stringMatching(/^not JSON \(/),
    })
    expect(found('body is of another type')).toMatchObject({ carrier: 'body', bytes: null, fingerprint: null })
    expect(found('time more than 5 minutes ahead')).toMatchObject({ carrier: 'span', position: '1' })
    expect(found('a line that is no whole')).toMatchObject({ carrier: 'file', detail: 'line 2' })
    expect(found('unknown format: a record')).toMatchObject({
      place: join(folder, 'log.ndjson'),
      carrier: 'record',
      position: '2',
      detail: 'line 3',
      bytes: '8',
    })
    expect(found('unknown format: no JSON')).toMatchObject({ place: join(folder, 'picture'), source: 'unknown' })
  })

  test('is known again by its fingerprint, and another is not', async () => {
    for (const body of ['{bad', '{bad', '{worse']) await post(body)
    const prints = (await listed()).map(({ fingerprint }) => fingerprint)
    expect(prints).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), expect.anything(), expect.anything()])
    expect(new Set(prints).size).toBe(2)
  })

  test('is counted, no longer listed, beyond so many a minute; the first of another reason still is', async () => {
    const outcome = rejected('one reason')
    await intake.submit(
      'many',
      Array.from({ length: LISTED_A_MINUTE + 50 }, () => ({ outcome })),
      'a.json',
    )
    await intake.submit('many', [{ outcome }, { outcome: rejected('another') }, { outcome: rejected('another') }])
    await intake.submit('few', [{ outcome }])
    expect(await counts('rejected')).toEqual(await counts('account'))
    expect(await counts('rejected', 'NOT listed')).toEqual([
      { source: 'many', reason: 'another', n: '1' },
      { source: 'many', reason: 'one reason', n: '51' },
    ])
    expect(await counts('rejected', 'listed')).toContainEqual({ source: 'few', reason: 'one reason', n: '1' })
    const answer = await runQuery(engine.analyst, loadQuery('rejected'), { source: 'many' }, 'json')
    expect(answer).toContain(`"rejected":1051,"suppressed":51`)
  })

  test('holds no secret of what it was, whatever the format and the way in', async () => {
    const planted = canaries(FORMAT_NAMES.length, seeded(11))
    const ways = planted.flatMap(({ text: secret }, n) => [
      post(`{"resourceSpans":[{"${secret}`),
      post(json(tracesRequest([used(n + 1, [text('credential.id', ''), text('note', secret)])]))),
      post(json(tracesRequest([{ ...used(n, []), traceId: secret }]))),
      ingest(`${n}.json`, `{"eventVersion":"1.08","secret":${JSON.stringify(secret)}}\n{"x": ${secret}\n{"a":1}`),
      intake.submit('way', [{ outcome: rejected('a reason'), detail: `line ${secret}` }], `logs/${secret}/log.json`),
    ])
    await Promise.all(ways)
    const rows = (await listed()).map((row) => JSON.stringify(row))
    expect(rows.length).toBeGreaterThan(planted.length * 5)
    for (const secret of planted.flatMap(({ secrets }) => secrets))
      expect(rows.filter((row) => row.includes(secret.slice(-10)))).toEqual([])
  })

  test('keeps the name of its file, though it looks drawn at random', async () => {
    const name = 'AWSLogs/111122223333_CloudTrail_us-east-1_20230710T1810Z_CbK4w1N0M2wJk2cF.json.gz'
    await intake.submit('cloudtrail', [{ outcome: rejected('a reason') }], name)
    expect(await listed()).toMatchObject([{ place: name }])
  })

  test('makes no second row when its batch is sent again', async () => {
    await post('{bad')
    await engine.lifespan.command('INSERT INTO rejected SELECT * FROM rejected')
    expect(await listed()).toHaveLength(1)
  })
})
