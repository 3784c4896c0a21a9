import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { inDirectory, lifespan, start, type Running } from './lifespan.ts'
import { send, tellStories, type Told } from './otlp-story.ts'

const KILLS = Number(process.env['KILLS'] ?? 20)
const SEED = Number(process.env['KILL_SEED'] ?? 7)
const SENDERS = 3

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A client outside: sends every batch until it is acknowledged, and keeps the ids that were. */
class Client {
  readonly acknowledged = new Set<string>()
  readonly #left: Told[]
  otlp = ''

  constructor(told: readonly Told[]) {
    this.#left = [...told]
  }

  async send(): Promise<void> {
    for (let told; (told = this.#left.shift()) !== undefined;) {
      if (await send(this.otlp, told)) for (const id of told.credentials) this.acknowledged.add(id)
      else {
        this.#left.push(told)
        await sleep(20)
      }
    }
  }
}

async function findingsIn(data: string): Promise<string> {
  return (await lifespan(['findings', '--json', '--data', data])).stdout
}

/** The ids of credentials that the events in a directory tell of. */
async function idsIn(data: string): Promise<Set<string>> {
  const running = await start('up', data)
  const query = new URL(running.run.clickhouse)
  query.search = new URLSearchParams({ user: 'analyst', password: running.run.analystPassword }).toString()
  const body = 'SELECT DISTINCT credential_id FROM analyst.events FORMAT TSV'
  const answer = await (await fetch(query, { method: 'POST', body })).text()
  await running.stop()
  return new Set(answer.split('\n'))
}

describe('kill -9 of the whole process', () => {
  test(`at ${KILLS} moments of an ingest (KILL_SEED=${SEED}) loses nothing that was acknowledged, and changes no finding`, async () => {
    const told = tellStories(KILLS * 30, 10, Date.now())
    const next = random(SEED)
    await inDirectory(async (data) => {
      let running: Running = await start('up', data)
      const client = new Client(told)
      client.otlp = running.run.otlp
      const sending = Promise.all(Array.from({ length: SENDERS }, () => client.send()))
      for (let kills = 0; kills < KILLS; kills++) {
        await sleep(50 + next() * 500)
        process.kill(running.run.pid, 'SIGKILL')
        await running.ended
        running = await start('up', data)
        client.otlp = running.run.otlp
      }
      await sending
      await running.stop()
      expect(client.acknowledged.size).toBe(KILLS * 30 * 10)
      const stored = await idsIn(data)
      expect([...client.acknowledged].filter((id) => !stored.has(id))).toEqual([])
      const verified = await lifespan(['verify', '--data', data])
      expect(verified.stdout).toContain(' 0 differences')
      expect(await findingsIn(data)).toBe(await undisturbed(told))
    })
  }, 240_000)
})

async function undisturbed(told: readonly Told[]): Promise<string> {
  return inDirectory(async (data) => {
    const running = await start('up', data)
    const client = new Client(told)
    client.otlp = running.run.otlp
    await Promise.all(Array.from({ length: SENDERS }, () => client.send()))
    await running.stop()
    const findings = await findingsIn(data)
    expect(findings.split('\n').length).toBeGreaterThan(1_000)
    return findings
  })
}
