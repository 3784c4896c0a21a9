import { createServer, type Server } from 'node:net'
import { expect, test } from 'vitest'
import { freePort, loopback } from './ports.ts'

/** The first port that Linux gives to outgoing connections by default. */
const EPHEMERAL = 32_768
const ANY = { port: 0, named: false, purpose: 'a test' }

test('any free port is none that an outgoing connection may be given before a server binds it', async () => {
  for (let n = 0; n < 50; n++) expect(await freePort(ANY)).toBeLessThan(EPHEMERAL)
})

test('ports asked for at the same time are different ones', async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, () => freePort(ANY)))
  expect(new Set(ports).size).toBe(ports.length)
})

test('a port that is taken is passed over, and a named one refused', async () => {
  const server = createServer()
  const port = await freePort(ANY)
  await listening(server, port)
  try {
    expect(await freePort({ ...ANY, port })).toBeGreaterThan(port)
    await expect(freePort({ ...ANY, port, named: true })).rejects.toThrow(`a test: port ${port} on 127.0.0.1 is taken`)
  } finally {
    server.close()
  }
})

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve) => void server.listen({ port, host: loopback }, resolve))
}
