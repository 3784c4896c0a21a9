import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { openGate, type Gate } from './gate.ts'
import type { Protocol } from './gate-door.ts'
import type { Turn } from './gate-way.ts'

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

/** Questions and answers of one byte, after a first one. */
const talk: Protocol = {
  ...protocol,
  judge: (begun) =>
    begun[0] === 0x2d
      ? { refuse: Buffer.from('you may not') }
      : { pass: begun.subarray(0, 1), turn: turnOf(begun.subarray(1)) },
}

function turnOf(rest: Buffer): Turn {
  const turn = {
    behind: rest,
    isOver: false,
    ask: (bytes: Buffer) => {
      turn.behind = Buffer.concat([turn.behind, bytes])
      return Buffer.alloc(0)
    },
    answer: (bytes: Buffer) => {
      turn.isOver = true
      return bytes
    },
  }
  return turn
}

const closings: (() => unknown)[] = []
afterEach(() => vi.useRealTimers())
afterEach(() => Promise.all(closings.splice(0).map((close) => close())))

async function gateTo(onConnection: ((socket: Socket) => void) | null, spoken = protocol): Promise<Gate> {
  const wish = { port: 0, named: false, purpose: 'a test' }
  const gate = await openGate({ wish, except: [], protocol: spoken })
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

  test.for([
    ['on a connection', protocol, 'let me in'],
    ['in a turn', talk, 'a'],
  ] as const)('is no faster than who reads, %s', async ([, spoken, words]) => {
    let written = 0
    const gate = await gateTo((socket) => {
      socket.on('error', () => undefined)
      const more = () => {
        while (socket.write(Buffer.alloc(65_536))) written += 65_536
        written += 65_536
      }
      socket.on('drain', more)
      more()
    }, spoken)
    const socket = knock(gate, words)
    socket.pause()
    await sleep(300)
    const before = written
    await sleep(200)
    expect(written).toBe(before)
    expect(before).toBeLessThan(32_000_000)
  })

  test.for([
    ['on a connection', protocol, 'let me in'],
    ['in a turn', talk, 'a'],
  ] as const)('hangs up on one side when the other is gone, %s', async ([, spoken, words]) => {
    let engineSide: Socket | undefined
    const gate = await gateTo((socket) => void (engineSide = socket.on('error', () => undefined)), spoken)
    const gone = knock(gate, words)
    await sleep(50)
    gone.resetAndDestroy()
    await once(engineSide!.resume(), 'end')
    const left = knock(gate, words)
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

  test('hears one question after the other, each on a connection of its own', async () => {
    const asked: string[] = []
    const socket = knock(await gateTo(answering(asked), talk), 'ab')
    const all = heard(socket)
    await vi.waitFor(() => expect(asked).toEqual(['a', 'b']))
    socket.write('c')
    await vi.waitFor(() => expect(asked).toEqual(['a', 'b', 'c']))
    socket.write('d-e')
    expect(await all).toBe('A.B.C.D.you may not')
    expect(asked).toEqual(['a', 'b', 'c', 'd'])
  })

  test('ends after a question whose answer is not whole', async () => {
    const half = (engine: Socket) => void engine.once('data', () => engine.end())
    expect(await heard(knock(await gateTo(half, talk), 'ab'))).toBe('')
  })

  test.for([
    ['that is silent', '', '', 'too late'],
    ['that says too little', 'let', ' me', 'too late'],
  ])('waits ten seconds for somebody %s', async ([, first = '', more = '', words = '']) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const gate = await gateTo(echo)
    const socket = knock(gate, first)
    await sleep(50)
    await vi.advanceTimersByTimeAsync(9_000)
    socket.write(more)
    await sleep(50)
    await vi.advanceTimersByTimeAsync(900)
    expect(socket.readableLength).toBe(0)
    await vi.advanceTimersByTimeAsync(200)
    expect(await heard(socket)).toBe(words)
  })

  test('hangs up without a word after ten seconds of silence between two questions', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const asked: string[] = []
    const socket = knock(await gateTo(answering(asked), talk), 'a')
    const all = heard(socket)
    for (const question of ['b', 'c']) {
      await sleep(50)
      await vi.advanceTimersByTimeAsync(9_900)
      socket.write(question)
    }
    await sleep(50)
    await vi.advanceTimersByTimeAsync(10_100)
    expect(await all).toBe('A.B.C.')
  })

  test('makes room for one more by hanging up on who has been silent for the longest', async () => {
    const asked: string[] = []
    const gate = await gateTo(answering(asked), talk)
    const silent = Array.from({ length: 200 }, () => knock(gate, 'a'))
    await Promise.all(silent.map((socket) => once(socket, 'data')))
    await vi.waitFor(() => expect(asked).toHaveLength(200))
    await sleep(100)
    const late = knock(gate, 'b')
    await once(late, 'data')
    silent.forEach((socket) => void socket.resume())
    await vi.waitFor(() => expect(silent.filter((socket) => socket.readableEnded).length).toBeGreaterThan(0))
    expect(silent.filter((socket) => socket.readableEnded).length).toBeLessThan(3)
  })
})

/** Answers a letter by the large one, and closes. */
const answering = (asked: string[]) => (engine: Socket) => {
  engine
    .on('error', () => undefined)
    .once('data', (bytes: Buffer) => {
      asked.push(bytes.toString())
      engine.end(`${bytes.toString().toUpperCase()}.`)
    })
}
