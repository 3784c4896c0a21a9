import { once } from 'node:events'
import { createServer, get, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { context, type Context, type ContextManager } from '@opentelemetry/api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { quietly } from './quiet.ts'
import { letGo } from './unheld.ts'

/** It never answers. */
const server: Server = createServer()
beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'))
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

/** Whether a request that goes out now keeps the process. */
async function holds(): Promise<boolean> {
  const request = get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' }).on('error', () => undefined)
  const [socket] = (await once(request, 'socket')) as [Socket & { readonly _handle: { hasRef(): boolean } }]
  await once(socket, 'connect')
  const held = socket._handle.hasRef()
  request.destroy()
  return held
}

describe('while telemetry is let go', () => {
  test('a request of its own does not keep the process, and any other does', async () => {
    const holdAgain = letGo()
    expect([await quietly(holds), await holds()]).toEqual([false, true])
    holdAgain()
    expect(await quietly(holds)).toBe(true)
  })

  test('what the SDK of the service sends does as before', async () => {
    const suppressed = context.active().setValue(Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING'), true)
    const always: ContextManager = {
      active: () => suppressed,
      with: (_: Context, work, self, ...args) => work.call(self as never, ...args),
      bind: (_, target) => target,
      enable: () => always,
      disable: () => always,
    }
    context.setGlobalContextManager(always)
    const holdAgain = letGo()
    try {
      expect(await holds()).toBe(true)
    } finally {
      holdAgain()
      context.disable()
    }
  })
})
