import { chmod, mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { accountOf, findingsOf, jsonLines } from './asking.ts'
import { delivery, RECORDS, UNUSED_KEY, USED_KEY, writeDeliveries } from './cloudtrail.ts'
import { inDirectory, lifespan } from './lifespan.ts'
import { shell } from './shell.ts'

interface Bad {
  readonly content: string | Uint8Array
  /** What is said of it, besides its path. */
  readonly says: RegExp
  /** Records of it that are good all the same. */
  readonly good: number
}

const PROTO = JSON.stringify(RECORDS[0]).replace('{', '{"__proto__":{"ok":1},"constructor":{"prototype":{"ok":1}},')

/** Files with something wrong, each beside a whole log. */
const BAD: Readonly<Record<string, Bad>> = {
  'half.json': {
    content: delivery(RECORDS).slice(0, 1_600),
    says: /read in part, 2 records: cut off.*inside a record/,
    good: 2,
  },
  'half.json.gz': {
    content: gzipSync(delivery(RECORDS), { level: 0 }).subarray(0, 1_650),
    says: /read in part, 2 records: cut off.*inside gzip data/,
    good: 2,
  },
  'table.json': { content: 'time,key\n1,2\n3,4\n', says: /unknown format.*CSV/, good: 0 },
  'other.json': { content: '{"hello":"world"}\n', says: /format.*not known|unknown format/, good: 0 },
  'page.json': { content: '<html></html>\n', says: /unknown format.*HTML/, good: 0 },
  'late.json': {
    content: delivery([{ ...RECORDS[0], eventTime: '2262-01-01T00:00:00Z' }]),
    says: /a record rejected: time not between 1970 and 2199/,
    good: 0,
  },
  'binary.json': { content: Uint8Array.of(1, 2, 0, 255, 254), says: /unknown format.*binary/, good: 0 },
}

/** Files that only look wrong. */
const GOOD: Readonly<Record<string, string | Uint8Array>> = {
  'with-bom.json': `\uFEFF${delivery(RECORDS.slice(0, 1))}`,
  'gzip-without-its-name.json': gzipSync(delivery(RECORDS.slice(1, 2))),
  'no-gzip.json.gz': delivery(RECORDS.slice(2, 3)),
  'proto.json': `{"Records":[${PROTO}]}`,
}

/** Ingests files beside a whole log. */
async function besideWholeLog(files: Readonly<Record<string, string | Uint8Array>>, directory: string) {
  const logs = join(directory, 'logs')
  await writeDeliveries(logs)
  for (const [name, content] of Object.entries(files)) await writeFile(join(logs, name), content)
  return lifespan(['ingest', logs, '--data', join(directory, 'data')])
}

/** Nothing of the whole log was lost, and what was counted adds up. */
async function wholeLogIsThere(data: string, accepted: number, rejected: number): Promise<void> {
  expect((await findingsOf(data)).map(({ subject }) => subject.id)).toEqual([UNUSED_KEY, USED_KEY])
  const rows = await jsonLines<Record<string, string>>(['query', 'account', '--json', '--data', data])
  const sum = (name: string) => rows.reduce((all, row) => all + Number(row[name]), 0)
  expect([sum('received'), sum('accepted'), sum('ignored'), sum('rejected')]).toEqual([
    accepted + rejected,
    accepted,
    0,
    rejected,
  ])
}

describe('ingest', () => {
  test('reads what only looks wrong: a byte order mark, gzip by another name, names of prototypes', async () => {
    await inDirectory(async (directory) => {
      const { code, stdout } = await besideWholeLog(GOOD, directory)
      expect([code, stdout]).toEqual([0, 'cloudtrail: 12 received = 12 accepted + 0 ignored + 0 rejected\n'])
      await wholeLogIsThere(join(directory, 'data'), 12, 0)
    })
  })

  test('says of every file that is wrong which and what, counts it, and keeps what is good in it and beside it', async () => {
    await inDirectory(async (directory) => {
      const bad = Object.entries(BAD)
      const files = Object.fromEntries(bad.map(([name, { content }]) => [name, content]))
      await mkdir(join(directory, 'logs'))
      await symlink('/nowhere/at-all', join(directory, 'logs/dangling.json'))
      const { code, stderr } = await besideWholeLog(files, directory)
      expect(code).toBe(0)
      const good = bad.reduce((sum, [, file]) => sum + file.good, RECORDS.length)
      await wholeLogIsThere(join(directory, 'data'), good, bad.length + 1)
      const lines = stderr.split('\n')
      for (const [name, { says }] of [...bad, ['dangling.json', { says: /ENOENT/ }] as const]) {
        const line = lines.find((one) => one.includes(`/${name}: `)) ?? 'it is not named'
        expect.soft(line, name).toMatch(says)
      }
    })
  })

  test('of a directory that is not there says so, and that nothing was read', async () => {
    await inDirectory(async (directory) => {
      const data = join(directory, 'data')
      await writeDeliveries(join(directory, 'logs'))
      await lifespan(['ingest', join(directory, 'logs'), '--data', data])
      const { code, stderr } = await lifespan(['ingest', join(directory, 'missing'), '--data', data])
      expect(code).toBe(1)
      expect(stderr).toContain(`${join(directory, 'missing')}: cannot be read: no such file or directory`)
      expect(stderr).toContain('nothing here could be read')
      expect(await accountOf(data, 'unknown')).toMatchObject({ received: 1, rejected: 1 })
    })
  })

  test('of what is not there makes no data directory', async () => {
    await inDirectory(async (directory) => {
      const [missing, data] = [join(directory, 'missing'), join(directory, 'data')]
      const files = await lifespan(['ingest', missing, '--data', data])
      expect([files.code, files.stdout]).toEqual([1, '0 received\n'])
      expect(files.stderr).toContain(`${missing}: cannot be read: no such file or directory`)
      expect(files.stderr).toContain('nothing here could be read')
      const owners = await lifespan(['ingest', '--owners', join(directory, 'owners.yaml'), '--data', data])
      expect([owners.code, owners.stderr]).toEqual([2, expect.stringContaining('owners.yaml')])
      expect(await readdir(directory)).toEqual([])
    })
  })

  test('of empty files says so, file by file, and is a failure unless another one is readable', async () => {
    await inDirectory(async (directory) => {
      const logs = join(directory, 'logs')
      await mkdir(logs)
      const names = ['empty.log', 'blank.log.gz']
      await writeFile(join(logs, 'empty.log'), '')
      await writeFile(join(logs, 'blank.log.gz'), gzipSync('\n'.repeat(1_000)))
      const run = (path = logs) => lifespan(['ingest', path, '--data', join(directory, 'data')])
      const nothing = await run()
      expect([nothing.code, nothing.stdout]).toEqual([1, '0 received\n'])
      for (const name of names) expect(nothing.stderr).toContain(`${name}: the file is empty`)
      expect(nothing.stderr).toContain('lifespan ingest: nothing here could be read')
      await writeFile(join(logs, 'quiet.json'), delivery([]))
      const quiet = await run()
      expect(quiet).toMatchObject({
        code: 0,
        stderr: expect.stringContaining('quiet.json: there are no records in it'),
      })
      await writeDeliveries(logs)
      expect(await run()).toMatchObject({ code: 0, stdout: expect.stringContaining('8 received = 8 accepted') })
    })
  })

  test('of a bomb of NUL bytes says so, and fails', async () => {
    await inDirectory(async (directory) => {
      const bomb = join(directory, 'bomb.gz')
      await writeFile(bomb, gzipSync(Buffer.alloc(20_000_000)))
      const { code, stderr } = await lifespan(['ingest', bomb, '--data', join(directory, 'data')])
      expect(code).toBe(1)
      expect(stderr).toMatch(/bomb\.gz: .*20000000 NUL bytes/)
      expect(stderr).toContain('lifespan ingest: nothing here could be read')
    })
  })

  test('of entries behind NUL bytes warns in the account, once a run, here and where it is asked for', async () => {
    await inDirectory(async (directory) => {
      const [log, data] = [join(directory, 'log'), join(directory, 'data')]
      const holes = Buffer.alloc(9_000).toString()
      await writeFile(
        log,
        RECORDS.slice(0, 3)
          .flatMap((record) => [holes, JSON.stringify(record), '\n'])
          .join(''),
      )
      const [account] = await jsonLines<object>(['ingest', log, '--json', '--data', data])
      const reasons = [{ outcome: 'warning', reason: 'NUL bytes outside records were passed over', records: 3 }]
      expect(account).toEqual({ source: 'cloudtrail', received: 3, accepted: 3, ignored: 0, rejected: 0, reasons })
      const [asked] = await jsonLines<object>(['query', 'account', '--json', '--data', data])
      expect(asked).toMatchObject({ source: 'cloudtrail', received: 3, accepted: 3, warnings: 3 })
    })
  })

  test('of an empty directory says that there is nothing in it', async () => {
    await inDirectory(async (directory) => {
      await mkdir(join(directory, 'empty'))
      const { code, stderr } = await lifespan(['ingest', join(directory, 'empty'), '--data', join(directory, 'data')])
      expect(code).toBe(1)
      expect(stderr).toContain(`${join(directory, 'empty')}: there are no files in it`)
      expect(stderr).toContain('lifespan ingest: nothing here could be read')
    })
  })

  test.skipIf(process.getuid?.() !== 0)('of what its user may not read says so, and reads the rest', async () => {
    await inDirectory(async (directory) => {
      await chmod(directory, 0o777)
      const logs = join(directory, 'logs')
      await writeDeliveries(logs)
      await mkdir(join(logs, 'closed'), { mode: 0 })
      await writeFile(join(logs, 'secret.json'), '{}', { mode: 0 })
      const data = join(directory, 'data')
      const asNobody = `setpriv --reuid=65534 --regid=65534 --clear-groups "$NODE" "$ROOT/bin/lifespan.js"`
      const { code, stdout, stderr } = await shell(`${asNobody} ingest "$1" --data "$2"`, [logs, data])
      expect(stderr).toContain(`${join(logs, 'closed')}: cannot be read: permission denied (EACCES)`)
      expect(stderr).toContain(`${join(logs, 'secret.json')}: cannot be read: permission denied (EACCES)`)
      expect(stdout).toContain('cloudtrail: 8 received = 8 accepted + 0 ignored + 0 rejected')
      expect(code).toBe(0)
    })
  })
})
