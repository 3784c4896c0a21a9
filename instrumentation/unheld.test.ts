import { once } from 'node:events'
import { createServer, get, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { context } from '@opentelemetry/api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { quietly } from './quiet.ts'
import { beSdkOfService } from './sdk-for-test.ts'
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
    beSdkOfService()
    const holdAgain = letGo()
    try {
      expect(await holds()).toBe(true)
    } finally {
      holdAgain()
      context.disable()
    }
  })
})
