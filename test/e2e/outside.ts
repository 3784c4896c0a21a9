import { setTimeout as sleep } from 'node:timers/promises'
import { post, spanOf, tracesOf, type Said } from './otlp.ts'

/** A client that outlives whoever it sends to: it makes batches, and keeps which of them were acknowledged. */

const BASE = Date.UTC(2024, 4, 6)
const MINUTE = 60_000
const ISSUER = 'https://broker.example'
/** Instances that a batch begins. */
const PER_BATCH = 4
const LANES = 4

const hex = (number: number, digits: number) => number.toString(16).padStart(digits, '0')

/** Ids of the spans of a batch. */
export function spansIn(batch: number): string[] {
  return batchOf(batch).map(({ span }) => span)
}

/** A batch tells of instances that began, of those of the batch before that ended, and of uses after that: lives span batches. */
export function batchOf(batch: number): Said[] {
  const stories = Array.from({ length: PER_BATCH }, (_, index) => index)
  const said = stories.flatMap((index) => [
    ...begun(batch * PER_BATCH + index),
    ...(batch > 0 ? ended((batch - 1) * PER_BATCH + index) : []),
    ...(batch > 1 && index % 2 === 0 ? usedAfter((batch - 2) * PER_BATCH + index) : []),
  ])
  return [...said, owned(batch)]
}

const span = (story: number, part: number) => `${hex(part + 1, 2)}${hex(story + 1, 14)}`
const bornAt = (story: number) => BASE + story * 1_000

const credential = (story: number) => ({
  'credential.id': `jti-${story}`,
  'credential.issuer': ISSUER,
  'credential.subject': `spiffe://example.org/job/${story >> 3}`,
  'workload.instance.id': `pod-${story}`,
  'workload.kind': 'pod',
})

function begun(story: number): Said[] {
  const at = bornAt(story)
  const expiry = new Date(at + 90 * MINUTE).toISOString()
  const attributes = { ...credential(story), 'credential.kind': 'jwt', 'credential.not_after': expiry }
  return [
    { name: 'workload.started', at, span: span(story, 0), attributes: credential(story) },
    { name: 'credential.issued', at: at + 10, span: span(story, 1), attributes },
    { name: 'credential.used', at: at + 20, span: span(story, 2), attributes: credential(story) },
  ]
}

const ended = (story: number): Said[] => [
  { name: 'workload.ended', at: bornAt(story) + 10 * MINUTE, span: span(story, 3), attributes: credential(story) },
]

const usedAfter = (story: number): Said[] => [
  { name: 'credential.used', at: bornAt(story) + 20 * MINUTE, span: span(story, 4), attributes: credential(story) },
]

/** Every second identity has an owner, so that the others are nobody's. */
function owned(batch: number): Said {
  const attributes = { 'owner.subject': `spiffe://example.org/job/${batch - (batch % 2)}`, 'owner.id': 'team-a' }
  return { name: 'owner.assigned', at: BASE, span: span(batch, 5), attributes }
}

/** Sends batches by several lanes at once; what is not acknowledged is sent again. */
export class Outside {
  readonly acknowledged: number[] = []
  readonly #pauseMs: number
  #unacknowledged: number[] = []
  #made = 0

  /** A lane waits for so long behind each batch that it sends. */
  constructor(pauseMs = 0) {
    this.#pauseMs = pauseMs
  }

  /** How many batches there are so far. */
  get made(): number {
    return this.#made
  }

  /** Sends ever new batches while it is said to go on. */
  async sendWhile(otlp: string | (() => string), goesOn: () => boolean): Promise<void> {
    const next = () => this.#unacknowledged.shift() ?? this.#made++
    await this.#lanes(async () => {
      while (goesOn()) {
        await this.#send(typeof otlp === 'string' ? otlp : otlp(), next())
        await sleep(this.#pauseMs)
      }
    })
  }

  /** Sends what is left. */
  async finish(otlp: string): Promise<void> {
    await this.#lanes(async () => {
      for (let batch = this.#unacknowledged.shift(); batch !== undefined; batch = this.#unacknowledged.shift()) {
        await this.#send(otlp, batch)
      }
    })
  }

  async #lanes(lane: () => Promise<void>): Promise<void> {
    await Promise.all(Array.from({ length: LANES }, lane))
  }

  async #send(otlp: string, batch: number): Promise<void> {
    const answer = await post({ otlp }, tracesOf(batchOf(batch).map(spanOf))).catch(() => null)
    if (answer?.status === 200 && !answer.text.includes('rejected')) this.acknowledged.push(batch)
    else {
      this.#unacknowledged.push(batch)
      await sleep(10)
    }
  }
}
