import { REASONS } from './faults.ts'
import { isEnvelopeKey, parsed, type Found, type Scanner } from './found.ts'
import { Brackets, CLOSE_LIST, isBlank, isOpening, NEWLINE, NUL, OPEN_LIST } from './brackets.ts'

const COMMA = 0x2c

type Place = 'between' | 'value' | 'scalar' | 'junk'

/**
 * JSON values that span lines: one after another, in a list, or in a list inside an envelope. Whole records are found before
 * the document has ended, so a file of any size is read with one record in memory, and one that is cut gives what it has.
 */
export class DocumentScanner implements Scanner {
  readonly #found: Found
  readonly #limit: number
  readonly #brackets = new Brackets()
  #bytes: Buffer = Buffer.alloc(0)
  #at = 0
  #start = 0
  #place: Place = 'between'
  #line = 1
  #firstLine = 1
  /** Inside a list of records; how an envelope goes on after it is remembered in `#envelope`. */
  #inList = false
  #envelope = false
  #tooLarge = false

  constructor(found: Found, limit: number) {
    this.#found = found
    this.#limit = limit
  }

  push(bytes: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes])
    while (this.#at < this.#bytes.length) this.#step()
    this.#forget()
  }

  end(): void {
    if (this.#place === 'scalar') this.#finish(this.#at)
    else if (this.#place === 'value' && !this.#inTail)
      this.#fault(this.#tooLarge ? REASONS.large : REASONS.cut, this.#firstLine)
    else if (this.#inList || this.#envelope) this.#fault(REASONS.open, this.#line)
  }

  #step(): void {
    if (this.#place === 'between') this.#between(this.#bytes[this.#at] ?? 0)
    else if (this.#place === 'value') this.#value()
    else if (this.#place === 'scalar') this.#scalar()
    else this.#junk()
  }

  #between(byte: number): void {
    if (byte === NEWLINE) this.#line += 1
    if (byte === NUL) this.#found.nuls.pass(1)
    else this.#found.nuls.end()
    if (byte === NUL || isBlank(byte) || (this.#inList && byte === COMMA)) this.#at += 1
    else if (this.#inList && byte === CLOSE_LIST) this.#closeList()
    else if (!this.#inList && byte === OPEN_LIST) this.#openList()
    else if (isOpening(byte)) this.#begin('value')
    else if (this.#inList) this.#begin('scalar')
    else this.#beginJunk()
  }

  #openList(): void {
    this.#inList = true
    this.#at += 1
  }

  /** After an envelope's list the rest of the envelope is passed over. */
  #closeList(): void {
    this.#inList = false
    this.#at += 1
    if (!this.#envelope) return
    this.#place = 'value'
    this.#brackets.begin(1)
  }

  #begin(place: Place): void {
    this.#place = place
    this.#start = this.#at
    this.#firstLine = this.#line
    this.#tooLarge = false
    this.#brackets.begin(0)
  }

  #value(): void {
    const top = !this.#inList
    const stop = this.#brackets.scan(this.#bytes, this.#at, top ? isEnvelopeKey : null)
    this.#line += this.#brackets.lines
    this.#at = stop.at
    if (stop.kind === 'list') {
      this.#envelope = true
      this.#inList = true
      this.#place = 'between'
    } else if (stop.kind === 'end') this.#finish(stop.at)
  }

  #scalar(): void {
    const byte = this.#bytes[this.#at] ?? 0
    if (byte === COMMA || byte === CLOSE_LIST || isBlank(byte)) this.#finish(this.#at)
    else this.#at += 1
  }

  #beginJunk(): void {
    this.#fault(REASONS.junk, this.#line)
    this.#place = 'junk'
  }

  /** Passes over what is no JSON, to the next line that could begin a value. */
  #junk(): void {
    const end = this.#bytes.indexOf(NEWLINE, this.#at)
    if (end < 0 || end + 1 >= this.#bytes.length) {
      this.#at = this.#bytes.length
      return
    }
    this.#line += 1
    this.#at = end + 1
    if (isOpening(this.#bytes[this.#at] ?? 0)) this.#place = 'between'
  }

  #finish(end: number): void {
    const ofEnvelope = this.#inTail
    this.#place = 'between'
    if (ofEnvelope) this.#envelope = false
    else if (this.#tooLarge || end - this.#start > this.#limit) this.#fault(REASONS.large, this.#firstLine)
    else this.#record(this.#bytes.toString('utf8', this.#start, end))
  }

  #record(text: string): void {
    const record = parsed(text)
    if (record === undefined) this.#fault(REASONS.json, this.#firstLine)
    else this.#found.records.push({ record, text, line: this.#firstLine })
  }

  /** Keeps no more than the value that is not yet whole, and of one that is too large nothing. */
  #forget(): void {
    const begun = this.#place === 'value' || this.#place === 'scalar'
    if (begun && this.#at - this.#start > this.#limit) this.#tooLarge = true
    const keepFrom = begun && !this.#tooLarge && !this.#inTail ? this.#start : this.#at
    this.#bytes = this.#bytes.subarray(keepFrom)
    this.#at -= keepFrom
    this.#start = 0
  }

  /** In what follows an envelope's list. */
  get #inTail(): boolean {
    return this.#envelope && !this.#inList
  }

  #fault(reason: string, line: number): void {
    this.#found.faults.push({ reason, detail: `line ${line}` })
  }
}
