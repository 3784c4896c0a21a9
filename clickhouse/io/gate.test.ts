import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { openGate, type Gate, type Protocol } from './gate.ts'

/** Whoever begins with `let me in` may pass; `no` is refused. */
const protocol: Protocol = {
  judge: (begun) => {
    const text = begun.toString()
    if (text.startsWith('let me in')) return { pass: begun }
    return text.startsWith('no') ? { refuse: Buffer.from('you may not') } : undefined
  },
  sorry: Buffer.from('nobody is there'),
  late: Buffer.from('too late'),
}

const closings: (() => unknown)[] = []
afterEach(() => Promise.all(closings.splice(0).map((close) => close())))

async function gateTo(onConnection: ((socket: Socket) => void) | null): Promise<Gate> {
  const wish = { port: 0, named: false, purpose: 'a test' }
  const gate = await openGate({ wish, except: [], protocol })
  closings.push(() => gate.close())
  if (onConnection !== null) gate.leadTo(await listening(createServer({ allowHalfOpen: true }, onConnection)))
  return gate
}

async function listening(server: Server): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  closings.push(() => server.close())
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

function knock(gate: Gate, words: string): Socket {
  const socket = connect({ port: gate.port, host: '127.0.0.1', allowHalfOpen: true })
  closings.push(() => socket.destroy())
  socket.on('error', () => undefined).write(words)
  return socket
}

async function heard(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

const echo = (socket: Socket) => void socket.on('error', () => undefined).pipe(socket)

describe('a gate', () => {
  test('leads on whoever may pass, with all that was said, both ways, also when one side has ended', async () => {
    const socket = knock(await gateTo(echo), 'let me ')
    await sleep(20)
    socket.write('in, please. ')
    await sleep(20)
    socket.end('That is all')
    expect(await heard(socket)).toBe('let me in, please. That is all')
  })

  test('lets nothing of all others through', async () => {
    const reached: string[] = []
    const gate = await gateTo((socket) => void reached.push(String(socket.remotePort)))
    expect(await heard(knock(gate, 'no'))).toBe('you may not')
    const half = knock(gate, 'let me')
    half.end()
    expect(await heard(half)).toBe('too late')
    expect(reached).toEqual([])
  })

  test('says so where nobody is behind it', async () => {
    const gate = await gateTo(null)
    expect(await heard(knock(gate, 'let me in'))).toBe('nobody is there')
  })

  test('is no faster than who reads', async () => {
    let written = 0
    const gate = await gateTo((socket) => {
      socket.on('error', () => undefined)
      const more = () => {
        while (socket.write(Buffer.alloc(65_536))) written += 65_536
        written += 65_536
      }
      socket.on('drain', more)
      more()
    })
    const socket = knock(gate, 'let me in')
    socket.pause()
    await sleep(300)
    const before = written
    await sleep(200)
    expect(written).toBe(before)
    expect(before).toBeLessThan(32_000_000)
  })

  test('hangs up on one side when the other is gone', async () => {
    let engineSide: Socket | undefined
    const gate = await gateTo((socket) => void (engineSide = socket.on('error', () => undefined)))
    const gone = knock(gate, 'let me in')
    await sleep(50)
    gone.resetAndDestroy()
    await once(engineSide!.resume(), 'end')
    const left = knock(gate, 'let me in')
    await sleep(50)
    engineSide!.resetAndDestroy()
    expect(await heard(left)).toBe('')
  })

  test('ends what is open when it is closed', async () => {
    const gate = await gateTo(echo)
    const socket = knock(gate, 'let me in')
    await sleep(50)
    gate.close()
    expect(await heard(socket).catch(() => 'let me in')).toBe('let me in')
  })
})
