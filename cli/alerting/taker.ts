import type { Alert } from '../../alerts/alert.ts'

const RETRY_MS = 5_000

/** Takes in order, whatever happens to the disk: findings are judged and stored all the same, and what could not be taken is taken later. */
export class Taker {
  readonly #take: (alerts: readonly Alert[]) => void
  readonly #onTrouble: (error: Error) => void
  #waiting: Alert[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(take: (alerts: readonly Alert[]) => void, onTrouble: (error: Error) => void) {
    this.#take = take
    this.#onTrouble = onTrouble
  }

  take(alerts: readonly Alert[]): void {
    this.#waiting.push(...alerts)
    clearTimeout(this.#timer)
    try {
      this.#take(this.#waiting)
      this.#waiting = []
    } catch (error) {
      this.#onTrouble(
        new Error(`alerts: what was found can't be taken (${(error as Error).message}); it is tried again`),
      )
      this.#timer = setTimeout(() => this.take([]), RETRY_MS)
    }
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}
