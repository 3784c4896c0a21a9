import type { Turn } from './gate-way.ts'
import { Answer } from './http-gate-answer.ts'
import { Body, type BodyLength } from './http-gate-body.ts'

/** A request, behind its head, and the answer to it. */
export class HttpTurn implements Turn {
  behind: Buffer = Buffer.alloc(0)
  readonly #question: Body
  readonly #answer = new Answer()

  constructor(length: BodyLength) {
    this.#question = new Body(length)
  }

  get isOver(): boolean {
    return this.#question.isWhole && this.#answer.isWhole
  }

  ask(bytes: Buffer): Buffer {
    const end = this.#question.take(bytes)
    if (end < bytes.length) this.behind = Buffer.concat([this.behind, bytes.subarray(end)])
    return bytes.subarray(0, end)
  }

  answer(bytes: Buffer): Buffer {
    return this.#answer.take(bytes)
  }
}
