interface Waiting<T> {
  readonly things: readonly T[]
  readonly done: PromiseWithResolvers<void>
}

/** Sends what many have to send: one round at a time, and all that comes meanwhile together in the next one. */
export class Together<T> {
  readonly #send: (things: readonly T[]) => Promise<void>
  #waiting: Waiting<T>[] = []
  #isSending = false

  constructor(send: (things: readonly T[]) => Promise<void>) {
    this.#send = send
  }

  /** Resolves once these things are sent; rejects with what the round that they went along with failed of. */
  send(things: readonly T[]): Promise<void> {
    const done = Promise.withResolvers<void>()
    this.#waiting.push({ things, done })
    if (!this.#isSending) void this.#run()
    return done.promise
  }

  async #run(): Promise<void> {
    this.#isSending = true
    while (this.#waiting.length > 0) {
      const round = this.#waiting
      this.#waiting = []
      const sent = this.#send(round.flatMap(({ things }) => things))
      await sent.then(
        () => round.forEach(({ done }) => done.resolve()),
        (error: unknown) => round.forEach(({ done }) => done.reject(error)),
      )
    }
    this.#isSending = false
  }
}
