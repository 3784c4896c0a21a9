import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { encodeProtobuf } from '../../collector/otlp/test-protobuf.ts'
import { createClient, TRACES } from '../../collector/receivers/test-grpc.ts'
import type { ListedFinding } from '../../queries/findings.ts'
import type { Accounted } from './asking.ts'
import { writeDeliveries } from './cloudtrail.ts'
import { PASSWORD, startForeign, type Foreign } from './foreign-server.ts'
import { inDirectory, lifespan, start, type Env, type Running } from './lifespan.ts'
import { post, spanOf, tracesOf } from './otlp.ts'
import { batchOf, Outside, spansIn } from './outside.ts'

/** As long as ClickHouse is away; by hand a minute was tried too. */
const AWAY_MS = Number(process.env['AWAY_MS'] ?? 11_000)
const PATIENCE = { timeout: 30_000, interval: 250 }

const body = (batch: number) => tracesOf(batchOf(batch).map(spanOf))

async function jsonOf<T>(args: readonly string[], env: Env): Promise<T[]> {
  const { stdout } = await lifespan([...args, '--json'], undefined, env)
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)
}

/** What stands, without what hangs on the moment of asking. */
async function standing(data: string, env: Env): Promise<object[]> {
  const found = await jsonOf<ListedFinding>(['findings', '--data', data], env)
  return found.map((finding) => ({ ...finding, state: '', confidence: '', exposure_ms: 0 }))
}

/** The same batches and logs to an embedded one that nobody disturbs. */
async function undisturbed(directory: string, batches: number): Promise<object[]> {
  const data = join(directory, 'undisturbed')
  const { run, stop } = await start('up', data)
  const answers = await Promise.all(Array.from({ length: batches }, (_, batch) => post(run, body(batch))))
  expect(answers.every(({ status }) => status === 200)).toBe(true)
  await lifespan(['ingest', join(directory, 'logs'), '--data', data])
  await stop()
  return standing(data, {})
}

/** Sends for so long. */
async function sendFor(outside: Outside, { run }: Running, ms: number): Promise<void> {
  const until = Date.now() + ms
  await outside.sendWhile(run.otlp, () => Date.now() < until)
}

/** How HTTP and gRPC answer while nothing can be stored. */
async function answersOf({ run }: Running) {
  const client = createClient(run.otlpGrpc)
  const headers = { 'content-type': 'application/json' }
  const http = fetch(`${run.otlp}/v1/traces`, { method: 'POST', headers, body: JSON.stringify(body(0)) })
  const grpc = await client.call(TRACES, encodeProtobuf('TracesRequest', body(0)))
  client.close()
  const { status, headers: said } = await http
  return { status, retryAfter: Number(said.get('retry-after')), grpc }
}

async function notStored(foreign: Foreign, batches: readonly number[]): Promise<string[]> {
  const stored = new Set((await foreign.ask('SELECT DISTINCT span_id FROM lifespan.events FORMAT TSV')).split('\n'))
  return batches.flatMap(spansIn).filter((span) => !stored.has(span))
}

describe('a ClickHouse of the user’s that goes down', () => {
  test('loses nothing acknowledged; clients are told to come again, and ingest waits', async () => {
    await inDirectory(async (directory) => {
      const [data, logs] = [join(directory, 'data'), join(directory, 'logs')]
      const foreign = await startForeign(join(directory, 'theirs'))
      const env = foreign.env()
      await writeDeliveries(logs)
      const up = await start('up', data, [], { env })
      const outside = new Outside()
      const sending = sendFor(outside, up, 1_000 + AWAY_MS)
      await sleep(1_000)
      await foreign.kill()
      const ingesting = lifespan(['ingest', logs, '--data', data], undefined, env)
      const [{ status, retryAfter, grpc }] = await Promise.all([answersOf(up), sleep(AWAY_MS)])
      expect([status, grpc.code]).toEqual([503, 14])
      for (const seconds of [retryAfter, grpc.retry]) expect([seconds! > 0, seconds! <= 60]).toEqual([true, true])
      expect(await foreign.ask('SELECT 1').catch(() => 'away')).toBe('away')
      await foreign.startAgain()
      await sending
      await outside.finish(up.run.otlp)
      expect(await ingesting).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('8 accepted') as string,
        stderr: expect.stringMatching(
          /^waiting for the Lifespan that runs .*: no answer from ClickHouse .*ECONNREFUSED.*\)$/m,
        ) as string,
      })
      expect(await notStored(foreign, outside.acknowledged)).toEqual([])
      expect(outside.acknowledged).toHaveLength(outside.made)

      const accounts = await jsonOf<Accounted>(['query', 'account', '--data', data], env)
      for (const { received, accepted, ignored, rejected } of accounts)
        expect(received).toBe(accepted + ignored + rejected)
      await expect.poll(() => lifespan(['verify', '--data', data], undefined, env), PATIENCE).toMatchObject({ code: 0 })
      await up.stop()
      const { code, stderr } = await up.ended
      expect(code).toBe(0)
      expect(stderr.match(/^lifespan up: .*no answer from ClickHouse at .*\(trying again\)$/gm)).toHaveLength(1)
      expect(stderr).not.toContain(PASSWORD)
      expect(stderr).not.toMatch(/^ +at /m)

      expect(await standing(data, env)).toEqual(await undisturbed(directory, outside.made))
      await foreign.kill()
    })
  }, 120_000)

  test('and comes back without what it held: that is said, and what came since is not acknowledged', async () => {
    await inDirectory(async (directory) => {
      const data = join(directory, 'data')
      const foreign = await startForeign(join(directory, 'theirs'))
      const up = await start('up', data, [], { env: foreign.env() })
      let heard = ''
      up.child.stderr.on('data', (text: string) => (heard += text))
      const outside = new Outside()
      await sendFor(outside, up, 300)
      await foreign.kill()
      await foreign.wipe()
      await foreign.startAgain()
      const asked = post(up.run, body(0)).catch(() => null)
      await expect.poll(() => heard, PATIENCE).toMatch(/Somebody dropped Lifespan's tables: .*start Lifespan again/)
      await up.stop()
      expect((await asked)?.status).not.toBe(200)
      const again = await start('up', data, [], { env: foreign.env() })
      await outside.finish(again.run.otlp)
      await sendFor(outside, again, 200)
      expect(await lifespan(['verify', '--data', data], undefined, foreign.env())).toMatchObject({ code: 0 })
      await again.stop()
      await foreign.kill()
    })
  }, 60_000)
})
