import { Transform, type Readable, type TransformCallback } from 'node:stream'
import { parseError } from '@clickhouse/client'
import type { Fault } from './fault.ts'

const mark = '\r\n__exception__\r\n'

/**
 * Passes the body of an answer on, and fails where the server broke off. A query can fail after the status 200 was sent: the
 * server then writes an exception, marked with the `tag` of the answer's header, in place of further rows, and breaks the connection.
 * None of that may be taken for data or for the end. `faultOf` makes the stream's errors.
 */
export function failingWhereServerFailed(
  body: Readable,
  tag: string | undefined,
  faultOf: (error: unknown) => Fault,
): Readable {
  const out = new Answer(Buffer.from(mark + (tag ?? '')), faultOf)
  body.on('error', (error) => out.brokeOff(error))
  body.on('close', () => out.brokeOff(new Error('the connection was closed')))
  out.on('close', () => body.destroy())
  return body.pipe(out)
}

class Answer extends Transform {
  readonly #mark: Buffer
  readonly #faultOf: (error: unknown) => Fault
  #held: Buffer = Buffer.alloc(0)
  #exception: Buffer | undefined
  #broken: unknown

  constructor(marked: Buffer, faultOf: (error: unknown) => Fault) {
    super({ readableHighWaterMark: 1 << 20, writableHighWaterMark: 1 << 20 })
    this.#mark = marked
    this.#faultOf = faultOf
  }

  /** Nothing more will come. What came before is looked at first: it may say why. Means nothing after the regular end. */
  brokeOff(error: unknown): void {
    if (this.writableEnded) return
    this.#broken = error
    this.end()
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.#exception !== undefined) this.#exception = Buffer.concat([this.#exception, chunk])
    else this.#pass(this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]))
    done()
  }

  override _flush(done: TransformCallback): void {
    if (this.#exception !== undefined) return done(this.#faultOf(parseError(this.#exception.toString('utf8'))))
    if (this.#broken !== undefined) return done(this.#faultOf(this.#broken))
    done(null, this.#held)
  }

  #pass(bytes: Buffer): void {
    const at = bytes.indexOf(this.#mark)
    const end = at === -1 ? bytes.length - startOfMark(bytes, this.#mark) : at
    if (at === -1) this.#held = bytes.subarray(end)
    else this.#exception = bytes.subarray(at + this.#mark.length)
    if (end > 0) this.push(bytes.subarray(0, end))
  }
}

/** How many bytes at the end of `bytes` may be the beginning of the mark. */
function startOfMark(bytes: Buffer, marked: Buffer): number {
  let from = bytes.indexOf(marked[0] ?? 0, Math.max(0, bytes.length - marked.length + 1))
  while (from !== -1 && !marked.subarray(0, bytes.length - from).equals(bytes.subarray(from))) {
    from = bytes.indexOf(marked[0] ?? 0, from + 1)
  }
  return from === -1 ? 0 : bytes.length - from
}
