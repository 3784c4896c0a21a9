import { connect as connectHttp2, type ClientHttp2Session, type OutgoingHttpHeaders } from 'node:http2'
import { Client, credentials, Metadata, type ClientOptions, type ServiceError } from '@grpc/grpc-js'
import { decodeProtobufAnswer } from '../otlp/test-protobuf.ts'

const PACKAGE = '/opentelemetry.proto.collector'
export const TRACES = `${PACKAGE}.trace.v1.TraceService/Export`
export const LOGS = `${PACKAGE}.logs.v1.LogsService/Export`
export const METRICS = `${PACKAGE}.metrics.v1.MetricsService/Export`
export const GZIP: ClientOptions = { 'grpc.default_compression_algorithm': 2 }
export const DEFLATE: ClientOptions = { 'grpc.default_compression_algorithm': 1 }

/** What a call came to. */
export interface Called {
  readonly code: number
  readonly message: string
  readonly body?: Buffer
  /** After how many seconds it is to be sent again, if it is. */
  readonly retry?: number
}

const bytes = (value: Buffer) => value

/** Calls a method with the stock client and raw bytes; `cancel` gives the call up. */
export function createClient(address: string, options: ClientOptions = {}) {
  const unlimited = {
    'grpc.max_send_message_length': -1,
    'grpc.enable_retries': 0,
    'grpc.use_local_subchannel_pool': 1,
  }
  const client = new Client(address.replace('http://', ''), credentials.createInsecure(), { ...unlimited, ...options })
  const call = (path: string, body: Uint8Array, cancelAfter?: number) =>
    new Promise<Called>((resolve) => {
      const metadata = new Metadata()
      const done = (error: ServiceError | null, answer?: Buffer) =>
        resolve(error === null ? okOf(answer) : badOf(error))
      const one = client.makeUnaryRequest(path, bytes, bytes, Buffer.from(body), metadata, done)
      if (cancelAfter !== undefined) setTimeout(() => one.cancel(), cancelAfter)
    })
  return { call, close: () => client.close() }
}

const okOf = (body?: Buffer): Called => ({ code: 0, message: '', ...(body === undefined ? {} : { body }) })

function badOf({ code, details, metadata }: ServiceError): Called {
  const [status] = metadata.get('grpc-status-details-bin')
  return { code, message: details, ...(status instanceof Buffer ? retryOf(code, status) : {}) }
}

function retryOf(code: number, status: Buffer): { readonly retry: number } {
  const told = decodeProtobufAnswer('RpcStatus', status) as unknown as RpcStatus
  const [detail] = told.details
  if (told.code !== code || detail?.typeUrl !== 'type.googleapis.com/google.rpc.RetryInfo')
    throw new Error('no RetryInfo')
  const { retryDelay } = decodeProtobufAnswer('RetryInfo', detail.value) as { retryDelay: { seconds: string } }
  return { retry: Number(retryDelay.seconds) }
}

interface RpcStatus {
  readonly code: number
  readonly details: readonly { readonly typeUrl: string; readonly value: Uint8Array }[]
}

/** A message behind its prefix. */
export function frame(message: Uint8Array, compressed = 0): Buffer {
  const prefix = Buffer.alloc(5)
  prefix[0] = compressed
  prefix.writeUInt32BE(message.length, 1)
  return Buffer.concat([prefix, message])
}

export const connect = (url: string): ClientHttp2Session =>
  connectHttp2(url, { maxSessionMemory: 1_000 }).on('error', () => undefined)

/** A call as any HTTP/2 client can make it, byte by byte. `end` false leaves it open. */
export function rawCall(session: ClientHttp2Session, body: Uint8Array, headers: OutgoingHttpHeaders = {}, end = true) {
  const all = { ':method': 'POST', ':path': TRACES, 'content-type': 'application/grpc', te: 'trailers', ...headers }
  const stream = session.request(all, { endStream: false })
  const seen: Record<string, unknown> = {}
  stream.on('response', (head) => Object.assign(seen, head)).on('trailers', (more) => Object.assign(seen, more))
  stream.on('error', () => undefined).resume()
  if (end) stream.end(body)
  else stream.write(body)
  const closed = new Promise<Record<string, unknown>>((resolve) => stream.on('close', () => resolve(seen)))
  return { stream, closed, code: closed.then((told) => Number(told['grpc-status'])) }
}
