import { createHash, timingSafeEqual } from 'node:crypto'
import { ByteSink } from '../native/sink.ts'
import type { Passwords } from './engine-config.ts'
import type { Judgement, Protocol } from './gate-door.ts'

const mostBytes = 16_384
/** Packets of the native protocol. */
const HELLO = 0
const EXCEPTION = 2
const AUTHENTICATION_FAILED = 516
const UNKNOWN_DATABASE = 81
const NETWORK_ERROR = 210
/** The databases that there are: at a Hello with another one the engine ends, too. */
const DATABASES = ['', 'default', 'analyst', 'lifespan', 'system', 'information_schema', 'INFORMATION_SCHEMA']

/**
 * ClickHouse's native protocol, as its engine can take it: a whole Hello, of a user that there is, with the right password. `default`,
 * who may say nothing, is not led in.
 */
export function native(passwords: Passwords): Protocol {
  return {
    judge: (begun) => judgeHello(begun, passwords),
    sorry: exception(NETWORK_ERROR, 'ClickHouse is being started: ask again in a second'),
    late: Buffer.alloc(0),
  }
}

/** Where the engine meets HTTP on this port it says so, too. */
const otherPort = Buffer.from(
  "HTTP/1.0 400 Bad Request\r\n\r\nThis is the port of ClickHouse's native protocol: HTTP has another one.\n",
)

const whyNobody = 'Authentication failed: password is incorrect, or there is no user with such name'

function judgeHello(begun: Buffer, passwords: Passwords): Judgement | undefined {
  if (/^(GET|POS|PUT|HEA|OPT) ?/.test(begun.toString('latin1', 0, 4))) return { refuse: otherPort }
  if (begun.length > 0 && begun[0] !== HELLO) return { refuse: Buffer.alloc(0) }
  const said = begun.length > mostBytes ? 'garbage' : readHello(begun)
  if (said === 'more') return undefined
  if (said === 'garbage') return { refuse: Buffer.alloc(0) }
  if (!isKnown(said, passwords)) return { refuse: exception(AUTHENTICATION_FAILED, `${said.user}: ${whyNobody}`) }
  if (DATABASES.includes(said.database)) return { pass: begun }
  return { refuse: exception(UNKNOWN_DATABASE, `Database ${said.database} does not exist`) }
}

interface Said {
  readonly database: string
  readonly user: string
  readonly password: Buffer
}

/** The packet's kind, the client's name, its version in three numbers, database, user, password. */
function readHello(begun: Buffer): Said | 'more' | 'garbage' {
  const strings: Buffer[] = []
  let at = 0
  for (const kind of ['number', 'text', 'number', 'number', 'number', 'text', 'text', 'text']) {
    const read = readNumber(begun, at)
    if (typeof read === 'string') return read
    at = read.end + (kind === 'text' ? read.value : 0)
    if (at > mostBytes) return 'garbage'
    if (at > begun.length) return 'more'
    if (kind === 'text') strings.push(begun.subarray(read.end, at))
  }
  const [, database, user, password] = strings as [Buffer, Buffer, Buffer, Buffer]
  return { database: database.toString(), user: user.toString(), password }
}

/** A number of seven bits a byte, the lowest first. */
function readNumber(begun: Buffer, from: number): { value: number; end: number } | 'more' | 'garbage' {
  let value = 0
  for (let at = from; at < from + 5; at++) {
    const byte = begun[at]
    if (byte === undefined) return 'more'
    value += (byte & 0x7f) * 2 ** (7 * (at - from))
    if (byte < 0x80) return { value, end: at + 1 }
  }
  return 'garbage'
}

/** Takes as long for a wrong password, and for a user that there is not. */
function isKnown({ user, password }: Said, passwords: Passwords): boolean {
  const name = user === 'lifespan' ? 'lifespan' : 'analyst'
  const isRight = timingSafeEqual(digest(password), digest(Buffer.from(passwords[name])))
  return isRight && user === name
}

const digest = (secret: Buffer) => createHash('sha256').update(secret).digest()

/** A packet that clients tell their users of: code, name, words, no stack, nothing nested. */
function exception(code: number, words: string): Buffer {
  const packet = new ByteSink()
  packet.varuint(EXCEPTION)
  packet.raw(Int32Array.of(code))
  for (const text of ['DB::Exception', `DB::Exception: ${words}`, '']) packet.text(text)
  packet.raw(Uint8Array.of(0))
  return Buffer.from(packet.bytes())
}
