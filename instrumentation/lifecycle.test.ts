import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

const SERVICE = fileURLToPath(new URL('ending-for-test.ts', import.meta.url))
const PATIENCE_MS = 30_000

/** Nobody listens there. */
const NOWHERE = 'http://127.0.0.1:9'
/** The exporter alone would try for 13 s and more. */
const SOON_MS = 8_000

let server: Server
let isHanging = false
let status = 200
let bodies: Buffer[] = []
beforeAll(async () => {
  server = createServer(async (request, response) => {
    bodies.push(Buffer.concat(await request.toArray()))
    if (!isHanging) response.writeHead(status).end()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
})
beforeEach(() => {
  bodies = []
  isHanging = false
  status = 200
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const addressOf = (of: Server) => `http://127.0.0.1:${(of.address() as AddressInfo).port}`
const isAnswering = (url: string) => url !== NOWHERE && !isHanging && status === 200

/** What became of a service that ended so, and how it was told: how often that it began and ended, and why. */
async function ending(how: string, signal?: NodeJS.Signals, url = addressOf(server), more: NodeJS.ProcessEnv = {}) {
  // The exporter itself would wait longer than the test.
  const env = { ...process.env, ...more, OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_TIMEOUT: '120000' }
  const child = spawn(process.execPath, ['--no-warnings', SERVICE, how, ...(isAnswering(url) ? ['10000'] : [])], {
    env,
    stdio: 'pipe',
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const closed = once(child, 'close')
  if (signal !== undefined) {
    await once(child.stdout, 'data')
    await sleep(150)
    child.kill(signal)
  }
  const [code, by] = (await closed) as [number | null, NodeJS.Signals | null]
  const text = Buffer.concat(bodies).toString('latin1')
  const [reason] = /completed|failed|cancelled|crashed/.exec(text) ?? []
  const count = (name: string) => text.split(name).length - 1
  return {
    code,
    by,
    reason,
    began: count('workload.started'),
    ended: count('workload.ended'),
    used: count('credential.used'),
    said,
  }
}

describe('the end of a process is told', () => {
  test.each<readonly [what: string, how: string, signal: NodeJS.Signals | undefined, as: object]>([
    ['when nothing is left to be done', 'done', undefined, { code: 0, reason: 'completed' }],
    ['when it says so', 'shutdown', undefined, { code: 0, reason: 'completed' }],
    ['when nothing is left, and it says that it failed', 'exit code', undefined, { code: 4, reason: 'failed' }],
    ['at process.exit()', 'exit', undefined, { code: 3, reason: 'failed' }],
    ['by an error that nobody catches', 'throw', undefined, { code: 1, reason: 'crashed' }],
    ['by a rejection that nobody catches', 'reject', undefined, { code: 1, reason: 'crashed' }],
    ['by a signal', 'wait', 'SIGTERM', { by: 'SIGTERM', reason: 'cancelled' }],
    ['by Ctrl-C', 'wait', 'SIGINT', { by: 'SIGINT', reason: 'cancelled' }],
    ['by a signal that the service handles itself', 'handle', 'SIGTERM', { code: 0, reason: 'cancelled' }],
    ['not by a signal at which the service goes on', 'reload', 'SIGHUP', { code: 0, reason: 'completed' }],
    ['after an error that the service catches', 'catch', undefined, { code: 0, reason: 'completed' }],
  ])('%s, once', { timeout: PATIENCE_MS }, async (_, how, signal, as) => {
    expect(await ending(how, signal)).toMatchObject({ began: 1, ended: 1, ...as })
  })

  test.each(
    ['follows', 'does not'].flatMap((again) =>
      (
        [
          ['done', undefined, 0],
          ['exit', undefined, 3],
          ['throw', undefined, 1],
          ['wait', 'SIGTERM', null],
        ] as const
      ).map((way) => [again, ...way] as const),
    ),
  )(
    'where there is a second pipeline, which follows it as well (%s): %s %s',
    { timeout: PATIENCE_MS },
    async (again, how, signal, code) => {
      const came = await ending(how, signal, undefined, { AGAIN: again })
      expect(came).toMatchObject({ code, began: again === 'follows' ? 2 : 1, used: 1, ended: 1 })
    },
  )

  test(
    'once, and not at the end of its children and threads, whose own uses are told',
    { timeout: 60_000 },
    async () => {
      expect(await ending('with children')).toMatchObject({ code: 4, reason: 'failed', began: 1, used: 5, ended: 1 })
    },
  )

  test.each<readonly [string, NodeJS.Signals | undefined]>([
    ['done', undefined],
    ['exit', undefined],
    ['throw', undefined],
    ['wait', 'SIGTERM'],
  ])(
    'not, where it is no instance, and what was told is delivered all the same: %s %s',
    { timeout: PATIENCE_MS },
    async (how, signal) => {
      expect(await ending(how, signal, undefined, { NO_INSTANCE: '1' })).toMatchObject({ began: 0, used: 1, ended: 0 })
    },
  )

  test('and an error is said as it would be without', { timeout: PATIENCE_MS }, async () => {
    const { said } = await ending('throw')
    expect(said).toContain('RangeError: theirs')
    expect(said).toContain('ending-for-test.ts')
  })

  test.each(['done', 'done while it is told', 'exit', 'throw'])(
    'and not waited for where nobody answers: %s',
    { timeout: PATIENCE_MS },
    async (how) => {
      isHanging = true
      const { code } = await ending(how)
      expect(code).toBe({ exit: 3, throw: 1 }[how] ?? 0)
    },
  )

  describe.each([
    ['is not there', () => NOWHERE],
    ['asks for patience', () => ((status = 503), addressOf(server))],
    ['is silent', () => ((isHanging = true), addressOf(server))],
  ])('and a collector that %s holds nobody:', (_, begin) => {
    test.each<readonly [string, string, NodeJS.Signals | undefined]>([
      ['when nothing is left to be done', 'done', undefined],
      ['when that comes later', 'done while it is told', undefined],
      ['where the service follows its own end', 'drain', 'SIGTERM'],
      ['where it waits for the pipeline', 'await shutdown', undefined],
    ])('%s', { timeout: PATIENCE_MS }, async (__, how, signal) => {
      const url = begin()
      const from = Date.now()
      expect(await ending(how, signal, url)).toMatchObject({ code: 0 })
      expect(Date.now() - from).toBeLessThan(SOON_MS)
    })
  })
})
