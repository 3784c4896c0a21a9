import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { findingsOf } from './asking.ts'
import { RECORDS, UNUSED_KEY, USED_KEY, writeDeliveries } from './cloudtrail.ts'
import { inDirectory, lifespan } from './lifespan.ts'
import { ROOT } from './shell.ts'

const INVICTUS = join(ROOT, '../shared/data/cloudtrail-invictus')

const found = async (data: string) => (await lifespan(['findings', '--json', '--data', data])).stdout

async function ingested(data: string, paths: readonly string[], input?: string): Promise<void> {
  const { code, stderr } = await lifespan(['ingest', ...paths, '--data', data], input)
  expect(stderr).not.toMatch(/cannot|cut|damaged/)
  expect(code).toBe(0)
}

function contents(path: string): string {
  const bytes = readFileSync(path)
  return (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString('utf8')
}

/** All records of a directory of deliveries, a line each. */
function asLines(logs: string): string {
  const records = readdirSync(logs)
    .filter((name) => name.includes('.json'))
    .flatMap((name) => (JSON.parse(contents(join(logs, name))) as { Records: object[] }).Records)
  return records.map((record) => `${JSON.stringify(record)}\n`).join('')
}

/** The same log again, by every other way there is. */
async function sameAgain(logs: string, directory: string): Promise<string> {
  const first = join(directory, 'first')
  await ingested(first, [logs])
  const expected = await found(first)
  await ingested(first, [logs])
  const copy = join(directory, 'elsewhere/deep/copy')
  cpSync(logs, copy, { recursive: true })
  await ingested(first, [copy])
  expect(await found(first)).toBe(expected)

  const reversed = join(directory, 'reversed')
  const files = readdirSync(copy).map((name) => join(copy, name))
  await ingested(reversed, files.sort().reverse())
  expect(await found(reversed)).toBe(expected)
  const piped = join(directory, 'piped')
  await ingested(piped, ['-'], asLines(logs))
  expect(await found(piped)).toBe(expected)
  const { code, stdout } = await lifespan(['verify', '--data', first])
  expect([code, stdout]).toEqual([0, expect.stringContaining(' 0 differences')])
  return expected
}

describe('a log that is ingested again', () => {
  test('by another path, in reverse order or through a pipe gives the same findings, byte for byte', async () => {
    await inDirectory(async (directory) => {
      const logs = join(directory, 'logs')
      await writeDeliveries(logs)
      const lines = (await sameAgain(logs, directory)).trim().split('\n')
      const subjects = lines.map((line) => (JSON.parse(line) as { subject: { id: string } }).subject.id)
      expect(subjects).toEqual([UNUSED_KEY, USED_KEY])
    })
  }, 120_000)

  test('one record a file and twice in it says nothing new', async () => {
    await inDirectory(async (directory) => {
      const logs = join(directory, 'logs')
      mkdirSync(logs)
      RECORDS.forEach((record, index) =>
        writeFileSync(join(logs, `${index}.ndjson`), `${JSON.stringify(record)}\n`.repeat(2)),
      )
      const data = join(directory, 'data')
      await ingested(data, [logs])
      expect((await findingsOf(data)).map(({ subject }) => subject.id)).toEqual([UNUSED_KEY, USED_KEY])
    })
  }, 60_000)

  test.skipIf(!existsSync(INVICTUS))(
    'is the same of a real account under attack',
    async () => {
      await inDirectory(async (directory) => {
        expect((await sameAgain(INVICTUS, directory)).trim().split('\n')).toHaveLength(4)
      })
    },
    180_000,
  )
})
