import { afterEach, describe, expect, test, vi } from 'vitest'
import type { EndedSpan } from './span.ts'
import { credentials, lifespanTelemetry, type TelemetryOptions } from './index.ts'
import { shared } from './shared.ts'

const ISSUER = 'https://broker.example'

afterEach(() => {
  vi.unstubAllEnvs()
  delete process.env['LIFESPAN_WORKLOAD_PID']
  shared().complaints.clear()
})

/** A pipeline, and what it told so far. */
function pipeline(options: TelemetryOptions = {}) {
  const spans: EndedSpan[] = []
  const exporter = {
    export: (some: EndedSpan[], done: (result: { readonly code: number }) => void) => {
      spans.push(...some)
      done({ code: 0 })
    },
    shutdown: async () => undefined,
  }
  const telemetry = lifespanTelemetry({ exporter, ...options })
  const told = async () => {
    await telemetry.flush()
    return spans.map(({ name, attributes }) => attributes['credential.id'] ?? name)
  }
  return { ...telemetry, told }
}

test('of several pipelines the newest is told, and when that ends the one before it', async () => {
  const [first, second, third] = [pipeline(), pipeline(), pipeline()]
  credentials.used({ id: 'to-the-third', issuer: ISSUER })
  await second.shutdown()
  credentials.used({ id: 'to-the-third-still', issuer: ISSUER })
  await third.shutdown()
  credentials.used({ id: 'to-the-first', issuer: ISSUER })
  expect(await third.told()).toEqual(['to-the-third', 'to-the-third-still'])
  expect(await second.told()).toEqual([])
  expect(await first.told()).toEqual(['to-the-first'])
  await first.shutdown()
  expect(shared().sink).toBeNull()
})

describe('a job of CI', () => {
  const inJob = async (more: Record<string, string>, options: TelemetryOptions = { workload: true }) => {
    const surroundings = { GITHUB_ACTIONS: 'true', GITHUB_RUN_ID: '1', GITHUB_RUN_ATTEMPT: '1', GITHUB_JOB: 'build' }
    for (const [name, value] of Object.entries({ ...surroundings, ...more })) vi.stubEnv(name, value)
    const step = pipeline(options)
    credentials.used({ id: 'jti-1', issuer: ISSUER })
    await step.shutdown()
    return step.told()
  }

  test('neither begins nor ends with a process of a step, which tells of its credentials', async () => {
    expect(await inJob({})).toEqual(['jti-1'])
    expect(await inJob({}, { workload: { id: '1/1/build', kind: 'ci_job' } })).toEqual(['jti-1'])
  })

  test('does so with the one that is said to be it', async () => {
    const all = ['workload.started', 'jti-1', 'workload.ended']
    expect(await inJob({ LIFESPAN_WORKLOAD_PID: String(process.pid) })).toEqual(all)
  })

  test('is not what a process is that is another instance', async () => {
    const all = ['workload.started', 'jti-1', 'workload.ended']
    expect(await inJob({}, { workload: { id: 'a-server-under-test' } })).toEqual(all)
  })
})

test.each([[undefined], [null]])('an exporter that is done and says no more (%s) has delivered', async (result) => {
  let times = 0
  const exporter = {
    export: (_: unknown, done: (result: never) => void) => {
      times += 1
      setTimeout(() => done(result as never), 5)
    },
    shutdown: async () => undefined,
  }
  const telemetry = lifespanTelemetry({ exporter })
  credentials.used({ id: 'jti-1', issuer: ISSUER })
  await telemetry.shutdown()
  expect([times, ...shared().complaints]).toEqual([1])
})
