import { patienceMs } from './gate-door.ts'
import { Body, type BodyLength } from './http-gate-body.ts'

const LONGEST_LINE = 65_536
const LF = 0x0a
const STATUS = /^HTTP\/1\.1 (\d{3}) /
const FIELD = /^([\w-]+):[\t ]*(.*?)[\t ]*\r\n$/
/** A second less than is waited: what is said takes its time. */
const AGAIN = `Connection: keep-alive\r\nKeep-Alive: timeout=${patienceMs / 1_000 - 1}\r\n\r\n`
const NEVER = 'Connection: close\r\n\r\n'

/**
 * The engine's answer, which says that the engine closes. Whoever asked is told instead that he may ask again, where it is clear from the
 * head where the answer ends. The head is handed on line by line, for progress is told in it.
 */
export class Answer {
  #held: Buffer = Buffer.alloc(0)
  #status = 0
  #length: BodyLength = 'endless'
  #body: Body | null = null

  get isWhole(): boolean {
    return this.#body?.isWhole === true
  }

  /** The next bytes of it, as they are handed on: of what is behind its end nothing. */
  take(bytes: Buffer): Buffer {
    const lines: Buffer[] = []
    let rest = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes])
    for (let end = rest.indexOf(LF); this.#body === null && end >= 0; end = rest.indexOf(LF)) {
      lines.push(Buffer.from(this.#line(rest.toString('latin1', 0, end + 1)), 'latin1'))
      rest = rest.subarray(end + 1)
    }
    if (rest.length > LONGEST_LINE) this.#body ??= new Body('endless')
    this.#held = this.#body === null ? rest : Buffer.alloc(0)
    if (this.#body !== null) lines.push(rest.subarray(0, this.#body.take(rest)))
    return lines.length === 1 ? lines[0]! : Buffer.concat(lines)
  }

  /** A line of the head, as it is handed on. */
  #line(line: string): string {
    if (this.#status === 0) this.#begin(line)
    else if (line === '\r\n') return this.#end()
    const [, name = '', value = ''] = FIELD.exec(line) ?? []
    if (/^(connection|keep-alive)$/i.test(name)) return ''
    if (/^content-length$/i.test(name) && /^\d{1,15}$/.test(value)) this.#length = Number(value)
    if (/^transfer-encoding$/i.test(name)) this.#length = /^chunked$/i.test(value) ? 'chunked' : 'endless'
    return line
  }

  #begin(line: string): void {
    this.#status = Number(STATUS.exec(line)?.[1] ?? -1)
    this.#length = this.#status === 204 || this.#status === 304 ? 0 : 'endless'
  }

  /** After `100 Continue` and its like another head follows. */
  #end(): string {
    if (this.#status >= 100 && this.#status < 200) {
      this.#status = 0
      return '\r\n'
    }
    if (this.#status < 0) this.#length = 'endless'
    this.#body = new Body(this.#length)
    return this.#length === 'endless' ? NEVER : AGAIN
  }
}
