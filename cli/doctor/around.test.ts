import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { newSecrets } from '../system/data-directory.ts'
import type { Level } from './check.ts'
import { directory } from './directory.ts'
import { disk } from './disk.ts'
import { engineOn } from './engine.ts'
import { judgeNode } from './node.ts'
import { ports } from './ports.ts'
import { secrets } from './secrets.ts'
import { around, placeIn, runAt } from './testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'lifespan-doctor-'))
const mounted: string[] = []
afterAll(() => {
  for (const path of mounted) execFileSync('umount', [path])
  rmSync(folder, { recursive: true })
})

/** A directory with files in it. */
function directoryWith(name: string, files: Readonly<Record<string, string>>): string {
  const path = join(folder, name)
  mkdirSync(path, { mode: 0o700 })
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text, { mode: 0o600 })
  return path
}

/** A disk of its own, or null where we may not make one. */
function diskWith(name: string, options: string): string | null {
  const path = directoryWith(name, {})
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path], { stdio: 'pipe' })
    mounted.push(path)
    return path
  } catch (error) {
    console.warn(`SKIPPED: a tmpfs can't be mounted here: ${String(error).split('\n')[0]}`)
    return null
  }
}

const smallDisk = diskWith('small', 'size=32m')
const readOnlyDisk = diskWith('read-only', 'ro')

describe('node', () => {
  test.each([
    ['v18.20.0', 'v24.21.0', 'fail', 'Node 20 is the oldest'],
    ['v20.20.2', 'v24.21.0', 'ok', 'goes on with Node v24.21.0'],
    ['v22.0.0', null, 'fail', 'none was installed beside it'],
    ['v24.0.0', null, 'ok', 'runs Lifespan'],
    [null, 'v24.21.0', 'ok', 'goes on with'],
    [null, null, 'fail', 'there is no node'],
  ])('%s with %s beside it: %s', (system, bundled, level, what) => {
    expect(judgeNode(system, bundled)).toMatchObject({ level, what: expect.stringContaining(what) as string })
  })
})

describe('engine', () => {
  test('fails on a platform that has none, unless a ClickHouse is named', () => {
    const own = { url: 'http://127.0.0.1:8123', user: 'default', password: '' }
    expect(engineOn('sunos', 'x64', { clickhouse: null })).toMatchObject({
      level: 'fail',
      where: 'sunos-x64',
      todo: 'set CLICKHOUSE_URL to a ClickHouse server (26.3 or newer)',
    })
    expect(engineOn('sunos', 'x64', { clickhouse: own })).toMatchObject({ level: 'ok' })
  })
})

describe('port', () => {
  test('says who has one that is taken, and is content where that is the Lifespan that runs here', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const taken = (named: boolean) => ports.look(around(placeIn(folder), port, named))
    const who = process.platform === 'linux' ? `taken by process ${process.pid} (` : 'taken by another program'
    expect(await taken(false)).toEqual([
      {
        level: 'warn',
        where: `127.0.0.1:${port}`,
        what: expect.stringContaining(who) as string,
        todo: expect.stringMatching(/--otlp-port: `up` takes the next free one/) as string,
      },
    ])
    const named = { level: 'fail', todo: expect.stringContaining('`up` does not start without it') as string }
    expect(await taken(true)).toMatchObject([named])
    const ours = placeIn(folder, runAt('http://127.0.0.1:3', { otlp: `http://127.0.0.1:${port}` }))
    expect(await ports.look(around(ours, port))).toMatchObject([{ level: 'ok' }])
    writeFileSync(join(folder, 'engine.json'), JSON.stringify({ owner: 1, engine: process.pid }))
    expect(await ports.look(around(placeIn(folder, runAt('http://127.0.0.1:3')), port))).toMatchObject([
      { level: process.platform === 'linux' ? 'ok' : 'warn' },
    ])
    other.close()
    await once(other, 'close')
    expect(await taken(false)).toMatchObject([{ level: 'ok', what: 'OTLP over HTTP: free' }])
  })
})

describe('directory', () => {
  const levelOf = async (path: string) => (await directory.look(around(placeIn(path)))).map(({ level }) => level)

  test('may be missing, and may not be a file', async () => {
    const path = directoryWith('files', { file: '' })
    expect(await levelOf(join(path, 'not', 'there', 'yet'))).toEqual(['ok'])
    expect(await levelOf(join(path, 'file'))).toEqual(['fail'])
  })

  test.skipIf(readOnlyDisk === null)('must be writable', async () => {
    expect(await directory.look(around(placeIn(join(readOnlyDisk!, 'data'))))).toEqual([
      {
        level: 'fail',
        where: `${readOnlyDisk}/data`,
        what: `${readOnlyDisk} can't be written (EROFS)`,
        todo: expect.stringContaining('--data') as string,
      },
    ])
  })
})

describe('disk', () => {
  test.skipIf(smallDisk === null)('fails where there is too little room', async () => {
    expect(await disk.look(around(placeIn(join(smallDisk!, 'data'))))).toMatchObject([
      { level: 'fail', what: expect.stringMatching(/^3\d MiB free/) as string },
    ])
  })
})

describe('secrets', () => {
  const good = JSON.stringify(newSecrets())
  const look = (path: string) => secrets.look(around(placeIn(path)))
  const failed = async (path: string) => (await look(path)).filter(({ level }) => level === ('fail' satisfies Level))

  test('may be missing where there are no data, and else are gone', async () => {
    expect(await failed(directoryWith('empty', {}))).toEqual([])
    expect(await failed(directoryWith('gone', { 'engine.json': '{"owner":1,"engine":2}' }))).toMatchObject([
      { what: expect.stringContaining('is gone, and data are there') as string },
    ])
  })

  test('are nobody else’s', async () => {
    const path = directoryWith('open', { 'secrets.json': good, 'run.json': '{}' })
    expect(await failed(path)).toEqual([])
    chmodSync(join(path, 'secrets.json'), 0o644)
    chmodSync(join(path, 'clickhouse'), 0o755)
    expect(await failed(path)).toMatchObject([
      { what: 'others can open it (mode 644)', todo: `chmod 600 ${path}/secrets.json` },
      { what: 'others can open it (mode 755)', todo: `chmod 700 ${path}/clickhouse` },
    ])
  })

  test('that a newer Lifespan wrote, or that are damaged, are not taken', async () => {
    const newer = directoryWith('newer', { 'secrets.json': good.replace('"format":1', '"format":99') })
    await expect(look(newer)).rejects.toThrow(/newer Lifespan \(format 99\)/)
    await expect(look(directoryWith('damaged', { 'secrets.json': '{' }))).rejects.toThrow(/is damaged/)
  })

  test('that can’t be read are not made anew', async () => {
    const path = directoryWith('unreadable', {})
    mkdirSync(join(path, 'secrets.json'), { mode: 0o700 })
    await expect(look(path)).rejects.toThrow(/^cannot read .*secrets\.json \(EISDIR\): let this user read it$/)
  })
})
