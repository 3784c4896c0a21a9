import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestEngine, testPasswords, type TestEngine } from '../../clickhouse/test-engine.ts'
import { newSecrets } from '../system/data-directory.ts'
import { fail } from './check.ts'
import { roomFirst } from './examine.ts'
import { judgeVersion, server } from './server.ts'
import { around, placeIn, runAt } from './testing.ts'

let engine: TestEngine
let dataDir = ''

beforeAll(async () => {
  engine = await startTestEngine()
  dataDir = await mkdtemp(join(tmpdir(), 'lifespan-doctor-'))
})
afterAll(async () => {
  await engine.stop()
  await rm(dataDir, { recursive: true })
})

const writeSecrets = (passwords: { lifespan: string; analyst: string }) =>
  writeFile(join(dataDir, 'secrets.json'), JSON.stringify({ ...newSecrets(), passwords }))

describe('a ClickHouse that is named', () => {
  const named = (url: string, password: string) =>
    server.look(around(placeIn('/nowhere', null, { url, user: 'lifespan', password })))

  test('answers', async () => {
    expect(await named(engine.embedded.url, testPasswords.lifespan)).toMatchObject([
      {
        level: 'ok',
        where: new URL(engine.embedded.url).host,
        what: expect.stringMatching(/^ClickHouse 2\d/) as string,
      },
    ])
  })

  test('does not take a wrong password', async () => {
    expect(await named(engine.embedded.url, 'wrong')).toMatchObject([
      {
        level: 'fail',
        what: expect.stringMatching(/^ClickHouse at \S+ knows no user lifespan with this password$/) as string,
        todo: expect.stringContaining('CLICKHOUSE_PASSWORD') as string,
      },
    ])
  })

  test('is not there', async () => {
    expect(await named('http://127.0.0.1:9', '')).toMatchObject([
      { level: 'fail', where: '127.0.0.1:9', what: expect.stringContaining('ECONNREFUSED') as string },
    ])
  })

  test.each([
    ['25.8.3.66', 'fail'],
    ['26.2.1', 'fail'],
    ['26.3.1.1', 'ok'],
    ['27.1.2', 'ok'],
  ])('of version %s: %s', (version, level) => {
    expect(judgeVersion('there', version)).toMatchObject({ level })
  })
})

describe('the ClickHouse of a Lifespan that runs', () => {
  const running = () => server.look(around(placeIn(dataDir, runAt(engine.embedded.url))))

  test('takes the password of secrets.json', async () => {
    await writeSecrets(testPasswords)
    expect(await running()).toMatchObject([{ level: 'ok' }])
  })

  test('does not take that of another secrets.json', async () => {
    await writeSecrets({ lifespan: 'of another', analyst: '' })
    expect(await running()).toMatchObject([
      { level: 'fail', todo: expect.stringContaining(`${dataDir}/secrets.json`) as string },
    ])
  })

  test('that does not answer is not said to have another password', async () => {
    await writeSecrets(testPasswords)
    const [found] = await server.look(around(placeIn(dataDir, runAt('http://127.0.0.1:9'))))
    expect(found).toMatchObject({ level: 'fail', todo: expect.stringMatching(/^see what process \d+ says/) as string })
    const full = { check: 'disk', ...fail('/x', '0 MiB free', 'make room') }
    const examined = { check: 'server', ...found! }
    expect(roomFirst([full, examined])[1]).toMatchObject({ todo: expect.stringMatching(/^make room first/) as string })
    expect(roomFirst([examined])).toEqual([examined])
  })

  test('can be the user’s own, and must be named then', async () => {
    const run = runAt(engine.embedded.url, { foreign: true })
    expect(await server.look(around(placeIn(dataDir, run)))).toMatchObject([
      { level: 'fail', todo: expect.stringContaining('set CLICKHOUSE_URL') as string },
    ])
  })
})
