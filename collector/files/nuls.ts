import { NUL } from './brackets.ts'

/** NUL bytes that are passed over: holes that a rotation or a crash left in a log. */
export class Nuls {
  /** All of them. */
  bytes = 0
  #runs = 0
  #inRun = false

  /** So many come, one after another. */
  pass(bytes: number): void {
    if (bytes === 0) return
    if (!this.#inRun) this.#runs += 1
    this.#inRun = true
    this.bytes += bytes
  }

  /** Something else comes: what follows is another run. */
  end(): void {
    this.#inRun = false
  }

  /** Passes those with which a part begins, and returns the rest of it. */
  passOver(part: Buffer): Buffer {
    let start = 0
    while (part[start] === NUL) start += 1
    this.pass(start)
    if (start < part.length) this.end()
    return part.subarray(start)
  }

  /** How many runs have begun since this was asked last. */
  takeRuns(): number {
    const runs = this.#runs
    this.#runs = 0
    return runs
  }
}
