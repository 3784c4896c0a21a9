import { execFileSync } from 'node:child_process'
import { open, readFile, rm, truncate } from 'node:fs/promises'
import { globSync, mkdtempSync, readFileSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { connect } from '../../clickhouse/client.ts'
import type { Secrets } from '../../cli/system/data-directory.ts'
import { ask } from './asking.ts'
import { writeDeliveries } from './cloudtrail.ts'
import { lifespan, start } from './lifespan.ts'
import { post, spanOf, tracesOf } from './otlp.ts'
import { batchOf, Outside, spansIn } from './outside.ts'
import type { Run } from '../../cli/system/run-file.ts'

const SIZE = '160m'
const RESUMES_WITHIN_MS = 30_000
const STOPS_WITHIN_MS = 5_000
/** That of the key that was used, in what CloudTrail delivers here. */
const FINDING = '4ec71d6c'

/** A small disk, or null where we may not make one. */
function smallDisk(): string | null {
  const path = mkdtempSync(join(tmpdir(), 'lifespan-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', path], { stdio: 'pipe' })
    return path
  } catch (error) {
    rmdirSync(path)
    console.warn(`SKIPPED: the test of a full disk, for a tmpfs can't be mounted here: ${String(error).split('\n')[0]}`)
    return null
  }
}

const disk = smallDisk()

afterAll(() => {
  if (disk === null) return
  execFileSync('umount', [disk])
  rmdirSync(disk)
})

/** Writes until nothing more fits. */
async function fill(path: string): Promise<void> {
  const file = await open(path, 'w')
  for (const size of [1 << 20, 1 << 12]) {
    const block = Buffer.alloc(size, 1)
    try {
      for (;;) await file.write(block)
    } catch {
      // What is left takes smaller blocks, or nothing.
    }
  }
  await file.close()
}

const body = (batch: number) => tracesOf(batchOf(batch).map(spanOf))

/** Sends until something is taken again. */
async function whenTaken(run: Run): Promise<number> {
  const from = Date.now()
  while ((await post(run, body(0))).status !== 200) await sleep(200)
  return Date.now() - from
}

async function notStored(run: Run, batches: readonly number[]): Promise<string[]> {
  const { text } = await ask(run, 'SELECT DISTINCT span_id FROM analyst.events FORMAT TSV')
  const stored = new Set(text.split('\n'))
  return batches.flatMap(spansIn).filter((span) => !stored.has(span))
}

/** Sends new batches for so long. */
async function sendFor(outside: Outside, run: Run, ms: number): Promise<void> {
  const until = Date.now() + ms
  await outside.sendWhile(run.otlp, () => Date.now() < until)
}

/** What programs and people are told. */
async function answersOf(data: string): Promise<string[]> {
  const answers: string[] = []
  for (const question of [
    'findings --json',
    'findings',
    `explain ${FINDING}`,
    'query account --csv',
    'query account --json',
  ]) {
    const { code, stdout, stderr } = await lifespan([...question.split(' '), '--data', data])
    expect.soft([question, code, stderr]).toEqual([question, 0, expect.not.stringContaining('lifespan ')])
    expect.soft(stdout).toMatch(/L01|cloudtrail/)
    answers.push(stdout)
  }
  return answers
}

/** More than the server holds back, and what it can't compute without a file. */
async function answersInFull({ clickhouse: url }: Run, data: string): Promise<void> {
  const { passwords } = JSON.parse(await readFile(join(data, 'secrets.json'), 'utf8')) as Secrets
  const client = connect({ url, user: 'lifespan', password: passwords.lifespan })
  expect(await client.rows('SELECT number AS n FROM numbers(500000)')).toHaveLength(500_000)
  const inFile = { max_bytes_before_external_sort: 1, max_bytes_ratio_before_external_sort: 0 }
  const sorted = client.rows('SELECT number AS n FROM numbers(500000) ORDER BY sipHash64(n)', {}, inFile)
  await expect(sorted).rejects.toThrow(/Make room on the disk that holds its data$/)
  await client.close()
}

/** Cuts the definition of a view, as a start did that replaced it while the disk ran full. */
async function cutView(data: string): Promise<void> {
  const definitions = globSync(join(data, 'clickhouse/store/*/*/findings.sql'))
  const isView = (path: string) => readFileSync(path, 'utf8').startsWith('ATTACH VIEW')
  for (const path of definitions.filter(isView)) await truncate(path, 8192)
  expect(definitions.some(isView)).toBe(true)
}

describe.skipIf(disk === null)('a disk that is full', () => {
  test('stops the intake with 503, loses nothing acknowledged, and is gone on with once there is room', async () => {
    const data = join(disk!, 'data')
    const ballast = join(disk!, 'ballast')
    const { run, stop, child, ended } = await start('up', data)
    const outside = new Outside()
    await sendFor(outside, run, 1_000)
    await writeDeliveries(join(disk!, 'logs'))
    await writeDeliveries(join(disk!, 'first'))
    await lifespan(['ingest', join(disk!, 'first'), '--data', data])
    const whileEmpty = await answersOf(data)
    await fill(ballast)
    expect(await answersOf(data)).toEqual(whileEmpty)
    await answersInFull(run, data)
    const ingesting = lifespan(['ingest', join(disk!, 'logs'), '--data', data])
    await sendFor(outside, run, 2_000)
    const refused = await post(run, body(outside.made))
    expect([refused.status, refused.text]).toEqual([503, expect.stringMatching(/not stored|space|later/)])
    const whileFull = [...outside.acknowledged]
    expect(child.exitCode).toBe(null)

    await rm(ballast)
    expect(await whenTaken(run)).toBeLessThan(RESUMES_WITHIN_MS)
    await sendFor(outside, run, 500)
    await outside.finish(run.otlp)
    expect(await notStored(run, whileFull)).toEqual([])
    expect(await notStored(run, outside.acknowledged)).toEqual([])
    expect(outside.acknowledged).toHaveLength(outside.made)
    expect(await ingesting).toMatchObject({ code: 0, stdout: expect.stringContaining('8 accepted') as string })
    await expect.poll(() => lifespan(['verify', '--data', data]), { timeout: 10_000 }).toMatchObject({ code: 0 })
    await stop()
    const { code, stderr } = await ended
    expect(code).toBe(0)
    expect(stderr).toMatch(
      /^lifespan up: insert into lifespan\.\w+: .*(No space left|NOT_ENOUGH_SPACE|disk|space).*$/im,
    )
    expect(stderr).not.toMatch(/^ +at /m)
  }, 120_000)

  test('is said by a start, which leaves what is there as it was', async () => {
    const data = join(disk!, 'data')
    const ballast = join(disk!, 'ballast')
    await fill(ballast)
    const { code, stderr } = await lifespan(['up', '--data', data, '--otlp-port', '0'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^lifespan up: the disk that holds \S+ has 0 MiB free: make room there, and try again\n$/)
    await rm(ballast)
    expect(await readFile(join(data, 'secrets.json'), 'utf8')).toContain('passwords')
    expect(await lifespan(['verify', '--data', data])).toMatchObject({ code: 0 })
    await cutView(data)
    expect(await lifespan(['verify', '--data', data])).toMatchObject({ code: 0 })
    await answersOf(data)
  }, 60_000)

  test('does not hold up a stop, and `ingest` says why it waits', async () => {
    const data = join(disk!, 'data')
    const ballast = join(disk!, 'ballast')
    const { stop, ended } = await start('up', data)
    await fill(ballast)
    const ingesting = lifespan(['ingest', join(disk!, 'logs'), '--data', data])
    await sleep(3_000)
    expect(await stop()).toBeLessThan(STOPS_WITHIN_MS)
    expect(await ended).toMatchObject({ code: 0 })
    const { code, stderr } = await ingesting
    expect(code).toBe(2)
    expect(stderr).toMatch(/^waiting for the Lifespan that runs .*Make room on the disk that holds its data$/m)
    expect(stderr).toMatch(
      /^lifespan ingest: the Lifespan that runs \(process \d+\) no longer answers .*ingest the same once more/m,
    )
    await rm(ballast)
    expect(await lifespan(['ingest', join(disk!, 'logs'), '--data', data])).toMatchObject({ code: 0 })
    expect(await lifespan(['verify', '--data', data])).toMatchObject({ code: 0 })
  }, 60_000)
})
