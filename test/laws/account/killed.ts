import { setTimeout as sleep } from 'node:timers/promises'
import type { Run } from '../../../cli/system/run-file.ts'
import { start } from '../../e2e/lifespan.ts'
import { post, spanOf, tracesOf, used } from '../../e2e/otlp.ts'
import type { Random } from '../../histories/random.ts'
import { add, none, type Counts } from '../bodies/account/counts.ts'

const LANES = 4
const LONGEST_LIFE_MS = 600
const NOON = Date.UTC(2026, 0, 1, 12)

/** What a request has: records that are good, of no interest, and such as can't be true. */
const EACH: Counts = { accepted: 3, ignored: 2, rejected: 2 }

const idOf = (request: number, n: number) => (request * 8 + n + 1).toString(16).padStart(16, '0')

function bodyOf(request: number): object {
  const good = Array.from({ length: EACH.accepted }, (_, n) => spanOf(used(`jti-${request}`, NOON, idOf(request, n))))
  const others = Array.from({ length: EACH.ignored }, (_, n) => ({
    ...good[0],
    spanId: idOf(request, 3 + n),
    name: 'GET /',
  }))
  const bad = Array.from({ length: EACH.rejected }, () => spanOf(used('', NOON, idOf(request, 5))))
  return tracesOf([...good, ...others, ...bad])
}

/** A client that outlives whoever it sends to, and knows what it tried and what it was told. */
export class Sender {
  /** Of all tries, and of those that were answered. */
  readonly tried = none()
  readonly told = none()
  /** Requests that were answered. */
  readonly acknowledged: number[] = []
  #left: number[] = []
  made = 0

  /** Sends ever new requests while it is said to go on, and what was not answered before. */
  async sendWhile(run: Run, goesOn: () => boolean): Promise<void> {
    const next = () => this.#left.shift() ?? this.made++
    const lane = async () => {
      while (goesOn()) await this.#send(run, next())
    }
    await Promise.all(Array.from({ length: LANES }, lane))
  }

  /** Sends what was not answered. */
  async finish(run: Run): Promise<void> {
    for (let request = this.#left.shift(); request !== undefined; request = this.#left.shift())
      await this.#send(run, request)
  }

  async #send(run: Run, request: number): Promise<void> {
    add(this.tried, EACH)
    const answer = await post(run, bodyOf(request)).catch(() => null)
    if (answer?.status !== 200) {
      this.#left.push(request)
      await sleep(10)
      return
    }
    const { partialSuccess } = JSON.parse(answer.text) as { partialSuccess: { rejectedSpans?: string } }
    add(this.told, { ...EACH, rejected: Number(partialSuccess.rejectedSpans ?? 0) })
    this.acknowledged.push(request)
  }
}

/** Sends until the process is killed, by the pid that `run.json` has. */
export async function sendAndKill(data: string, sender: Sender, random: Random): Promise<void> {
  const { run, ended } = await start('up', data)
  let lives = true
  const sending = sender.sendWhile(run, () => lives)
  await sleep(random.between(50, LONGEST_LIFE_MS))
  process.kill(run.pid, 'SIGKILL')
  await ended
  lives = false
  await sending
}

/** The events of requests: as many as are good in each. */
export const eventsOf = (requests: number) => requests * EACH.accepted
