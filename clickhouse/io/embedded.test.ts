import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, statSync } from 'node:fs'
import { readdir, rm, writeFile } from 'node:fs/promises'
import { connect as connectTo, createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { connect } from '../client.ts'
import { temporaryOptions, testPasswords } from '../test-engine.ts'
import { isAlive } from './process-life.ts'
import { engineLibrary, type ExitReason } from './engine-process.ts'
import { startEmbedded, type Embedded, type EmbeddedOptions } from './embedded.ts'
import { helloOf } from './hello-for-test.ts'

/** An engine takes seconds to end, and another one to start. */
const PATIENCE = { timeout: 15_000, interval: 50 }

/** What an engine of its own ends by, said on a connection that is cut then. */
const PING = 'GET /ping HTTP/1.1\r\nHost: x\r\n\r\n'
const DEADLY_HTTP = ['POST / HT', PING + 'POST / HT', PING.replace('\r\n\r\n', '\r\nContent-Length: x\r\n\r\n')]
  .map((text) => Buffer.from(text))
  .concat(Buffer.from('1603010200010001fc0303', 'hex'))
const DEADLY_NATIVE = [
  Buffer.from([9, 9, 9, 9, 9]),
  helloOf({ user: 'analyst', password: 'wrong' }),
  helloOf({ user: 'nobody', password: '' }),
  helloOf({ user: 'analyst', password: testPasswords.analyst, database: 'none' }),
  helloOf({ user: 'analyst', password: testPasswords.analyst }).subarray(0, 20),
]

async function throwAt(port: number, bytes: Buffer): Promise<void> {
  const socket = connectTo(port, '127.0.0.1').on('error', () => undefined)
  socket.write(bytes)
  await sleep(100)
  socket.destroy()
}

const directories: string[] = []
async function options(): Promise<EmbeddedOptions> {
  const made = await temporaryOptions()
  directories.push(made.dataDir)
  return made
}

const as = (embedded: Embedded, password = testPasswords.lifespan) =>
  connect({ url: embedded.url, user: 'lifespan', password, database: 'lifespan' })

async function takenPort(): Promise<{ port: number; [Symbol.asyncDispose](): Promise<void> }> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return {
    port: address.port,
    [Symbol.asyncDispose]: async () => void (await once(server.close(), 'close')),
  }
}

afterAll(() => Promise.all(directories.map((path) => rm(path, { recursive: true, force: true }))))

describe('the embedded server', () => {
  test('starts, keeps what was stored over a restart, and leaves no process', async () => {
    const its = await options()
    const first = await startEmbedded(its)
    const client = as(first)
    await client.command('CREATE TABLE kept (x UInt8) ENGINE = MergeTree ORDER BY x')
    await client.command('INSERT INTO kept VALUES (7)')
    await client.close()
    await first.stop()
    expect(await first.exited).toMatchObject({ expected: true, code: 0 })
    expect(await isAlive(first.pid)).toBe(false)

    const second = await startEmbedded(its)
    const again = as(second)
    expect(await again.rows('SELECT x FROM kept')).toEqual([{ x: 7 }])
    await again.close()
    await second.stop()
  })

  test('stops within 3 s although a stranger keeps a connection open', async () => {
    const embedded = await startEmbedded(await options())
    await fetch(`${embedded.url}/ping`, { headers: { connection: 'keep-alive' } }).then((answer) => answer.text())
    const begun = performance.now()
    await embedded.stop()
    expect(performance.now() - begun).toBeLessThan(3_000)
  })

  test('is started again where it was, with what was stored, when it dies', async () => {
    const restarts: ExitReason[] = []
    const embedded = await startEmbedded({ ...(await options()), onRestart: (reason) => restarts.push(reason) })
    const client = as(embedded)
    await client.command('CREATE TABLE kept (x UInt8) ENGINE = MergeTree ORDER BY x')
    await client.command('INSERT INTO kept VALUES (7)')
    const first = embedded.pid
    process.kill(first, 'SIGKILL')
    await vi.waitFor(() => expect(restarts).toMatchObject([{ expected: false, signal: 'SIGKILL' }]), PATIENCE)
    expect(embedded.pid).not.toBe(first)
    expect(await client.rows('SELECT x FROM kept')).toEqual([{ x: 7 }])
    await client.close()
    await embedded.stop()
    expect(await embedded.exited).toMatchObject({ expected: true, code: 0 })
  })

  test('keeps from its engine what would end it', async () => {
    let restarts = 0
    const embedded = await startEmbedded({ ...(await options()), onRestart: () => restarts++ })
    const { httpPort, tcpPort, pid } = embedded
    for (const bytes of DEADLY_HTTP) await throwAt(httpPort, bytes)
    for (const bytes of DEADLY_NATIVE) await throwAt(tcpPort, bytes)
    // The engine would end by these some seconds later.
    await sleep(4_000)
    expect([restarts, embedded.pid]).toEqual([0, pid])
    await embedded.stop()
  })

  test('outlives what reaches the engine all the same', async () => {
    let restarts = 0
    const embedded = await startEmbedded({ ...(await options()), onRestart: () => restarts++ })
    await throwAt(Number(new URL(embedded.engineUrl).port), Buffer.from('POST / HT'))
    await vi.waitFor(() => expect(restarts).toBe(1), PATIENCE)
    const client = as(embedded)
    expect(await client.rows('SELECT 1 AS one')).toEqual([{ one: 1 }])
    await client.close()
    await embedded.stop()
  })

  test('starts over empty files that somebody planted, and has all its rows', async () => {
    const its = await options()
    const first = await startEmbedded(its)
    const before = as(first)
    await before.command('CREATE TABLE lifespan.kept (n UInt8) ENGINE = MergeTree ORDER BY n')
    await before.command('INSERT INTO lifespan.kept SELECT number FROM numbers(3)')
    await before.close()
    await first.stop()
    const folder = join(its.dataDir, 'clickhouse')
    const [part] = globSync(join(folder, 'store/*/*/all_*'))
    const table = dirname(part!)
    const inTable = ['mutation_9.txt', 'all_9999_9999_0', 'detached/x'].map((name) => join(table, name))
    const inPart = ['uuid.txt', 'ttl.txt', 'txn_version.txt', 'metadata_version.txt.x'].map((name) => join(part!, name))
    const above = ['metadata/evil.sql', 'metadata/lifespan.x', 'disks', 'store/000']
    const planted = [...inTable, ...inPart, ...above.map((name) => join(folder, name))]
    await Promise.all(planted.map((path) => writeFile(path, '', { flag: 'wx' })))
    const second = await startEmbedded(its)
    const after = as(second)
    expect(await after.rows('SELECT sum(n) AS sum FROM lifespan.kept')).toEqual([{ sum: '3' }])
    await after.close()
    await second.stop()
    expect(globSync(join(folder, '**')).filter((path) => planted.includes(path) && statSync(path).isFile())).toEqual([])
  })

  test('leaves no configuration with hashes behind', async () => {
    const its = await options()
    const embedded = await startEmbedded(its)
    const left = await readdir(its.dataDir)
    expect(left.sort()).toEqual(['clickhouse', 'engine.json'])
    await embedded.stop()
  })
})

/** A process of its own that owns an engine. */
async function startOwner(dataDir: string) {
  const script = fileURLToPath(new URL('owner-for-test.ts', import.meta.url))
  const owner = spawn(process.execPath, [script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line]: Buffer[] = await once(owner.stdout, 'data')
  const { engine }: { engine: number } = JSON.parse(String(line))
  return { owner, engine }
}

describe('a data directory', () => {
  test('has one owner, who is named to the next', async () => {
    const its = await options()
    const embedded = await startEmbedded(its)
    const second = startEmbedded(its)
    await expect(second).rejects.toMatchObject({
      code: 'DATA_DIR_IN_USE',
      message: expect.stringContaining(`${process.pid}`),
    })
    const client = as(embedded)
    await client.ping()
    await client.close()
    await embedded.stop()
  })

  test('is free again when its owner was killed in the middle of an insert', async () => {
    const its = await options()
    const { owner, engine } = await startOwner(its.dataDir)
    owner.kill('SIGKILL')
    await once(owner, 'exit')

    const embedded = await startEmbedded(its)
    expect(await isAlive(engine)).toBe(false)
    const client = as(embedded)
    expect(await client.rows('SELECT count() >= 1000 AS kept FROM kept')).toEqual([{ kept: 1 }])
    await client.close()
    await embedded.stop()
  })

  test('is free at once when its owner was killed, though its engine could not end by itself', async () => {
    const its = await options()
    const { owner, engine } = await startOwner(its.dataDir)
    process.kill(engine, 'SIGSTOP')
    owner.kill('SIGKILL')
    await vi.waitFor(async () => expect(await isAlive(engine)).toBe(false), PATIENCE)
  })

  test('that cannot be written is refused with the reason', async () => {
    const its = await options()
    const file = join(its.dataDir, 'file')
    await writeFile(file, '')
    const refused = startEmbedded({ ...its, dataDir: join(file, 'data') })
    await expect(refused).rejects.toMatchObject({
      code: 'DATA_DIR_UNUSABLE',
      message: expect.stringContaining('EEXIST'),
    })
  })

  test.skipIf(process.platform !== 'linux')(
    'below a folder that takes no other is refused too, and at once',
    async () => {
      await expect(startEmbedded({ ...(await options()), dataDir: '/proc/lifespan' })).rejects.toMatchObject({
        code: 'DATA_DIR_UNUSABLE',
        message: expect.stringContaining('/proc/lifespan'),
      })
    },
  )
})

describe('a platform without the library', () => {
  test('is told to bring a server of its own', () => {
    expect(() => engineLibrary('sunos', 'x64')).toThrow('set CLICKHOUSE_URL')
    expect(engineLibrary()).toMatch(/libchdb\.so$/)
  })
})

describe('a port that is taken', () => {
  test('is an error when it was named', async () => {
    await using taken = await takenPort()
    const http = { ...(await options()), httpPort: taken.port, named: { http: true, tcp: false } }
    await expect(startEmbedded(http)).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringContaining('HTTP'),
    })
    const tcp = { ...(await options()), tcpPort: taken.port, named: { http: false, tcp: true } }
    await expect(startEmbedded(tcp)).rejects.toMatchObject({ code: 'PORT_TAKEN' })
  })

  test('gives way to the next free one when it was not', async () => {
    await using taken = await takenPort()
    const embedded = await startEmbedded({ ...(await options()), httpPort: taken.port })
    expect(embedded.httpPort).toBeGreaterThan(taken.port)
    await embedded.stop()
  })
})
