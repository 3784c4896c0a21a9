import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { rejected } from '../../schemas/outcome.ts'
import type { Route } from '../../collector/receivers/otlp-http.ts'
import type { RecordOutcome } from '../../collector/translated.ts'
import { createIngestRoute, NAME_HEADER, type IngestCore } from './ingest-route.ts'
import { encodeRead } from './read-records.ts'
import type { Run } from './run-file.ts'
import { sendRead } from './send-read.ts'

const TOKEN = 'token'
const FULL = 'insert into lifespan.events: ClickHouse at x answered Code 243: not enough space. Make room'
const records: readonly RecordOutcome[] = [{ outcome: rejected('not JSON') }]
const read = { source: 'prod', records, place: 'a.json' }
const LINES = [{ source: 'prod', outcome: 'rejected', reason: 'not JSON', records: 1 }]

const closing: (() => void)[] = []
afterEach(() => closing.splice(0).forEach((close) => close()))

/** A running Lifespan, of which only the way in is there: it stores when it is told to, and until then has this trouble. */
async function running(waitMs: number, settled = Promise.resolve()) {
  const store = Promise.withResolvers<readonly RecordOutcome[]>()
  store.promise.catch(() => undefined)
  const submit = vi.fn<() => Promise<readonly RecordOutcome[]>>(() => store.promise)
  const core = { intake: { submit }, judging: { settled }, trouble: () => FULL } as unknown as IngestCore
  const server = createServer((...asked) => void createdRoute(...asked)).listen(0, '127.0.0.1')
  const others: Route = async (_, response) => void response.writeHead(400).end('{"message":"others"}')
  const createdRoute = createIngestRoute(core, TOKEN, others, waitMs)
  await once(server, 'listening')
  closing.push(
    () => server.closeAllConnections(),
    () => server.close(),
  )
  const otlp = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { run: { otlp, token: TOKEN, pid: 7 } as Run, submit, store: () => store.resolve(records), fail: store.reject }
}

const post = ({ otlp }: Run, name: string) =>
  fetch(`${otlp}/v1/ingest`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, [NAME_HEADER]: name },
    body: encodeRead(read),
  })

describe('what `ingest` sends to a Lifespan that runs', () => {
  test('is sent away in time where it can not be stored, with the reason, and is stored once however often it comes', async () => {
    const { run, submit, store } = await running(50)
    const first = await post(run, 'a')
    expect([first.status, first.headers.get('retry-after'), await first.json()]).toEqual([503, '1', { message: FULL }])
    expect((await post(run, 'a')).status).toBe(503)
    store()
    const later = await post(run, 'a')
    expect([later.status, await later.json()]).toEqual([200, LINES])
    expect(submit).toHaveBeenCalledTimes(1)
    await post(run, 'b')
    expect(submit).toHaveBeenCalledTimes(2)
  })

  test('is sent away in time too where what follows from it can not be published', async () => {
    const { run, store } = await running(50, new Promise(() => undefined))
    store()
    expect((await post(run, 'a')).status).toBe(503)
  })

  test.each([
    ['of a Lifespan that was started again', { [NAME_HEADER]: 'a' }, 401, 'wrong token'],
    ['of whoever pushes without a source', {}, 400, 'others'],
  ])('has its token; one %s is refused', async (_, named, status, message) => {
    const { run, submit } = await running(50)
    const headers = { authorization: `Bearer ${TOKEN}2`, ...named }
    const answered = await fetch(`${run.otlp}/v1/ingest`, { method: 'POST', headers, body: encodeRead(read) })
    expect([answered.status, await answered.json()]).toEqual([status, { message }])
    expect(submit).not.toHaveBeenCalled()
  })

  test('is begun anew where it was given up', async () => {
    const { run, submit, fail } = await running(5_000)
    fail(new Error('Lifespan is stopping'))
    expect((await post(run, 'a')).status).toBe(503)
    expect((await post(run, 'a')).status).toBe(503)
    expect(submit).toHaveBeenCalledTimes(2)
  })

  test('is waited for, and why is said once', async () => {
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const { run, submit, store } = await running(200)
    setTimeout(store, 1_500)
    const sent = await Promise.all([sendRead(run, read), sendRead(run, read)])
    const lines = said.mock.calls.map(([line]) => String(line))
    said.mockRestore()
    expect(sent).toEqual([LINES, LINES])
    expect(submit).toHaveBeenCalledTimes(2)
    expect(lines).toEqual([`waiting for the Lifespan that runs (process 7): ${FULL.replace(/^.*?: /, '')}\n`])
  })

  test('that no longer answers: says so, and what to do', async () => {
    const run = { otlp: 'http://127.0.0.1:2', token: TOKEN, pid: 7 } as Run
    await expect(sendRead(run, read)).rejects.toThrow(/process 7\) no longer answers .*ECONNREFUSED.*ingest the same/)
  })
})
