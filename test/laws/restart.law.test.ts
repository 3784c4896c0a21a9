import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../queries/testing/server.ts'
import { describeDifference } from './bodies/law.ts'
import { restart } from './bodies/restart.ts'
import { FIRST_SEED, RUNS } from './runs.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

describe('a correlator that is stopped anywhere and restored from ClickHouse', () => {
  test('goes on as if it had never stopped, and publishes nothing anew', async () => {
    const difference = await restart(
      server.client,
      Array.from({ length: RUNS }, (_, n) => FIRST_SEED + n),
    )
    expect(difference === null ? '' : describeDifference(difference)).toBe('')
  })
})
