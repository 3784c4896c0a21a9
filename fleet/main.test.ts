import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import protobuf from 'protobufjs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { countCarriers, planHistory } from './plan.ts'
import { hour } from './story.ts'
import type { FleetEvent } from './story.ts'

const { root } = protobuf.parse(`syntax = "proto3";
  message Traces { repeated ResourceSpans resources = 1; }
  message ResourceSpans { repeated ScopeSpans scopes = 2; }
  message ScopeSpans { repeated Span spans = 2; }
  message Span { string name = 5; fixed64 start = 7; fixed64 end = 8; repeated Event events = 11; Status status = 15; }
  message Event { fixed64 time = 1; string name = 2; }
  message Status { int32 code = 3; }
  message Logs { repeated ResourceLogs resources = 1; }
  message ResourceLogs { repeated ScopeLogs scopes = 2; }
  message ScopeLogs { repeated Log logs = 2; }
  message Log { fixed64 time = 1; string eventName = 12; }`)

interface Resource {
  scopes: { spans?: Span[]; logs?: Log[] }[]
}
interface Log {
  time: number
  eventName: string
}
interface Span {
  name: string
  start: number
  end: number
  events: { time: number; name: string }[]
  status: { code: number } | null
}

/** A receiver that keeps what it is sent. */
function createReceiver() {
  const heard: { spans: Span[]; logs: Log[] } = { spans: [], logs: [] }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const type = root.lookupType(request.url === '/v1/traces' ? 'Traces' : 'Logs')
      const options = { longs: Number, defaults: true }
      const resources: Resource[] = type.toObject(type.decode(Buffer.concat(chunks)), options)['resources']
      const scopes = resources.flatMap((resource) => resource.scopes)
      heard.spans.push(...scopes.flatMap((scope) => scope.spans ?? []))
      heard.logs.push(...scopes.flatMap((scope) => scope.logs ?? []))
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end(Buffer.from([0x0a, 0x00]))
    })
  })
  return { heard, server }
}

const main = fileURLToPath(new URL('main.ts', import.meta.url))
const play = (args: string[]) => spawn(process.execPath, [main, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })

const millis = (nanos: number) => Math.round(nanos / 1e6)
const sorted = (items: string[]) => items.toSorted()

describe('the fleet, as a process', () => {
  let receiver: ReturnType<typeof createReceiver>
  let endpoint: string

  beforeEach(async () => {
    receiver = createReceiver()
    await once(receiver.server.listen(0, '127.0.0.1'), 'listening')
    const address = receiver.server.address()
    endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  })

  afterEach(() => {
    receiver.server.closeAllConnections()
    receiver.server.close()
  })

  test('what arrives over OTLP is the plan, carrier by carrier, at its times', async () => {
    const start = Date.now() - 2 * hour
    const plan = planHistory(7, start, 1)
    const fleet = play([
      '--endpoint',
      endpoint,
      '--seed',
      '7',
      '--history',
      '1h',
      '--start',
      new Date(start).toISOString(),
      '--once',
      '--json',
    ])
    const [output, [code]] = await Promise.all([text(fleet.stdout), once(fleet, 'exit')])
    expect(code).toBe(0)
    const { spans, logs } = receiver.heard
    const said = { spans: spans.length, spanEvents: spans.flatMap((span) => span.events).length, logs: logs.length }
    expect({ ...said, ours: countCarriers(plan.events).ours }).toEqual(countCarriers(plan.events))
    const planned = (carrier: FleetEvent['carrier']) =>
      sorted(
        plan.events
          .filter((event) => event.carrier === carrier)
          .map((event) => `${event.at} ${event.ordinary ? '' : event.name}`),
      )
    expect(sorted(logs.map((log) => `${millis(log.time)} ${log.eventName}`))).toEqual(planned('log'))
    const events = spans.flatMap((span) => span.events)
    expect(sorted(events.map((event) => `${millis(event.time)} ${event.name}`))).toEqual(planned('span event'))
    expect(
      output
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).subject),
    ).toEqual(plan.expected.map((each) => each.subject))
  })

  test('spans are instants, and failures are errors', async () => {
    const fleet = play(['--endpoint', endpoint, '--history', '1h', '--once'])
    await once(fleet, 'exit')
    const own = receiver.heard.spans.filter((span) => span.events.length === 0)
    expect(own.filter((span) => span.start !== span.end)).toEqual([])
    expect(own.filter((span) => span.name === 'credential.used' && span.status?.code === 2).length).toBeGreaterThan(0)
  })

  test.each([
    ['SIGTERM', (fleet: ReturnType<typeof play>) => fleet.kill('SIGTERM')],
    ['its standard input closing', (fleet: ReturnType<typeof play>) => fleet.stdin.end()],
  ])('it plays on, and stops within a second of %s', async (_, stop) => {
    const fleet = play(['--endpoint', endpoint, '--history', '0h', '--json', '--tethered'])
    const [first] = await once(fleet.stdout, 'data')
    expect(JSON.parse(String(first).split('\n')[0] ?? '')).toMatchObject({
      part: 'live',
      misdeed: expect.any(String),
    })
    const asked = Date.now()
    stop(fleet)
    const [code] = await once(fleet, 'exit')
    expect(code).toBe(0)
    expect(Date.now() - asked).toBeLessThan(1500)
  })

  test('nobody listening is said once, and fails only where the history was all', async () => {
    receiver.server.close()
    const fleet = play(['--endpoint', endpoint, '--history', '1h', '--once'])
    const [said, [code]] = await Promise.all([text(fleet.stderr), once(fleet, 'exit')])
    expect(code).toBe(1)
    expect(said.trim().split('\n')).toHaveLength(1)
  })
})

describe('the command line', () => {
  test.each([
    ['--rate', 'fast'],
    ['--history', '10m'],
    ['--endpoint', 'nowhere'],
    ['--start', '2999-01-01T00:00:00Z'],
    ['--loud'],
  ])('%s %s is a usage error', async (...args) => {
    const fleet = play(args)
    const [said, [code]] = await Promise.all([text(fleet.stderr), once(fleet, 'exit')])
    expect(code).toBe(2)
    expect(said).toContain(args[0])
  })
})
