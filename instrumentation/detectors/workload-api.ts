import type { ClientHttp2Session } from 'node:http2'
import { connect as connectSocket } from 'node:net'

/** The call that says who one is (SPIFFE Workload API, 5.2), and what keeps others from being made to call (ibid., 5.1: security header). */
const PATH = '/SpiffeWorkloadAPI/FetchX509SVID'
const SECURITY_HEADER = 'workload.spiffe.io'
/** A message of gRPC: not compressed, and so many bytes long. An empty one asks for all. */
const [FRAME_BYTES, EMPTY] = [5, Buffer.alloc(5)]
/** What is longer is nobody's identity. */
const LARGEST_BYTES = 1_048_576
/** No longer than SPIFFE allows (SPIFFE-ID, 2.3). */
const SPIFFE_ID = /^(?=.{1,2048}$)spiffe:\/\/[\w.:-]{1,255}(?:\/[\w./-]*)?$/

/**
 * The SPIFFE ID of this process, as the Workload API at an address says it (`unix:///run/spire/agent.sock`, `tcp://127.0.0.1:8081`); null where it
 * says none within so many ms. What else it says, the key, is not looked at. Asking does not keep the process.
 */
export async function askWorkloadApi(address: string, patience: number): Promise<string | null> {
  const session = await sessionOf(address)
  if (session === null) return null
  const timer = setTimeout(() => session.destroy(), patience).unref()
  try {
    const message = await firstMessage(session)
    const svid = message === null ? null : fieldOf(message, 1)
    const id = svid === null ? null : fieldOf(svid, 1)?.toString()
    return id !== undefined && id !== null && SPIFFE_ID.test(id) ? id : null
  } finally {
    clearTimeout(timer)
    session.destroy()
  }
}

async function sessionOf(address: string): Promise<ClientHttp2Session | null> {
  const [, path] = /^unix:(?:\/\/)?(\/.+)$/.exec(address) ?? []
  const [, host, port] = /^tcp:\/\/([^/]+):(\d+)$/.exec(address) ?? []
  if (path === undefined && host === undefined) return null
  // Only who asks pays for it.
  const { connect } = await import('node:http2')
  const createConnection = () => (path === undefined ? connectSocket(Number(port), host) : connectSocket(path))
  const session = connect('http://localhost', { createConnection })
  session.on('error', () => undefined)
  session.unref()
  return session
}

/** What a stream says first; null where it ends, or fails, before. */
function firstMessage(session: ClientHttp2Session): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const headers = { ':method': 'POST', ':path': PATH, 'content-type': 'application/grpc', te: 'trailers' }
    const stream = session.request({ ...headers, [SECURITY_HEADER]: 'true' })
    let read: Buffer = Buffer.alloc(0)
    stream.on('data', (chunk: Buffer) => {
      read = Buffer.concat([read, chunk])
      const length = read.length < FRAME_BYTES ? Number.POSITIVE_INFINITY : read.readUInt32BE(1)
      if (read.length > LARGEST_BYTES) stream.close()
      else if (read[0] === 0 && read.length >= FRAME_BYTES + length)
        resolve(read.subarray(FRAME_BYTES, FRAME_BYTES + length))
    })
    stream.on('error', () => undefined).on('close', () => resolve(null))
    stream.end(EMPTY)
  })
}

/** The first field of that number in a message of protobuf, where all fields are texts, bytes or messages; null where there is none. */
function fieldOf(message: Buffer, number: number): Buffer | null {
  for (let at = 0; at < message.length;) {
    const [tag, afterTag] = varint(message, at)
    const [length, start] = varint(message, afterTag)
    // Length-delimited: all that the Workload API has.
    if ((tag & 7) !== 2 || start + length > message.length) return null
    if (tag >> 3 === number) return message.subarray(start, start + length)
    at = start + length
  }
  return null
}

/** A number, and where it ends; too large a one is none that a length here may be. */
function varint(bytes: Buffer, from: number): [value: number, end: number] {
  let value = 0
  for (let at = from, shift = 1; at < bytes.length && at < from + 5; at++, shift *= 128) {
    value += (bytes[at]! & 127) * shift
    if (bytes[at]! < 128) return [value, at + 1]
  }
  return [Number.POSITIVE_INFINITY, bytes.length]
}
