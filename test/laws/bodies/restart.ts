import type { ClickHouse } from '../../../clickhouse/client.ts'
import { encodeFindings } from '../../../correlator/io/encode-findings.ts'
import { createFindingRows } from '../../../correlator/io/finding-row.ts'
import { restore } from '../../../correlator/io/restore.ts'
import { Engine } from '../../../correlator/engine/engine.ts'
import { RULES } from '../../../correlator/rules/index.ts'
import { BLOCK_COLUMNS, encodeBatch } from '../../../log/block.ts'
import { DEFAULT_POLICY } from '../../../schemas/policy.ts'
import type { HistoryEvent } from '../../histories/history.ts'
import { cutAt } from '../../histories/oracle.ts'
import { Random } from '../../histories/random.ts'
import { Board, END_OF_TIME, sorted } from '../../histories/replay.ts'
import { batchOfTenants, Crowd, tenantOf, type TenantEvent } from './crowd.ts'
import type { Difference } from './law.ts'
import { judgedTruth } from './trial.ts'

const RECEIVED = Date.UTC(2026, 0, 1)
const WRITER = { name: 'before', policyVersion: 'test' }

/** Restart: a correlator that is stopped anywhere and restored goes on as if it had never stopped. Many histories in one database. */
export async function restart(client: ClickHouse, seeds: readonly number[]): Promise<Difference | null> {
  const trial = new RestartTrial(client, seeds)
  await trial.deliver('before')
  await trial.writeProgress()
  await trial.stopAndRestore()
  trial.look('a restored correlator publishes nothing anew')
  await trial.deliver('after')
  await trial.later(trial.laterMoment())
  trial.look('what becomes true by time is found after a restart')
  await trial.stopAndRestore()
  trial.look('a second restart changes nothing')
  await trial.later(END_OF_TIME)
  trial.look('what becomes true by time is found after a second restart')
  return trial.difference
}

type Half = 'before' | 'after'

class RestartTrial {
  difference: Difference | null = null
  readonly #client: ClickHouse
  readonly #crowd: Crowd
  readonly #random: Random
  readonly #board = new Board()
  readonly #halves = new Map<number, Record<Half, readonly HistoryEvent[]>>()
  readonly #delivered: Half[] = []
  #now = 0
  #received = RECEIVED

  constructor(client: ClickHouse, seeds: readonly number[]) {
    this.#client = client
    this.#crowd = new Crowd(seeds)
    this.#random = new Random(seeds[0] ?? 0)
    for (const [seed, events] of this.#crowd.histories) {
      const [before, after] = this.#random.parts(this.#random.shuffled(events), 2)
      this.#halves.set(seed, { before: before!, after: after! })
    }
    this.#now = this.#moment()
  }

  /** Brings a half of every history in some batches, each durable before it is judged; what that publishes is stored. */
  async deliver(half: Half): Promise<void> {
    this.#delivered.push(half)
    const mingled = this.#crowd.mingled(this.#random, (seed) => this.#halves.get(seed)![half])
    for (const part of this.#random.parts(mingled, 3)) await this.#take(part)
    this.look(`the half ${half} the restart is judged rightly`)
  }

  /** Notes how far it came, as a clean stop does; without it a restore replays the views. */
  async writeProgress(): Promise<void> {
    const mark = this.#received
    const query = 'INSERT INTO lifespan.progress (name, mark, version) SELECT {name:String}, {mark:Int64}, {mark:Int64}'
    await this.#client.command(query, { name: 'judged_through', mark })
  }

  /** A new engine, restored, in the place of the old one. The sink goes on. */
  async stopAndRestore(): Promise<void> {
    this.#board.engine = new Engine(RULES, DEFAULT_POLICY)
    await restore(this.#client, this.#board.engine, RULES)
    const published = this.#board.look(this.#now)
    if (published.length > 0) this.#board.complaints.push(`${published.length} published anew`)
  }

  laterMoment(): number {
    return this.#moment(this.#now)
  }

  /** Time passes, and nothing else. */
  async later(now: number): Promise<void> {
    this.#now = now
    await this.#store()
  }

  /** Notes the first history of which something else stands than is true. */
  look(claim: string): void {
    for (const [seed, { before, after }] of this.#halves) {
      if (this.difference !== null) return
      const [expected, found] = [this.#truth(seed), this.#board.sorted(tenantOf(seed))]
      const complaints = this.#board.complaints.filter(
        (text) => !text.includes(' of t') || text.includes(` ${tenantOf(seed)} `),
      )
      if (complaints.length === 0 && JSON.stringify(expected) === JSON.stringify(found)) continue
      const steps = [before, after].map((events) => ({ now: this.#now, events }))
      this.difference = { seed, claim, now: this.#now, expected, found, complaints, steps }
    }
  }

  async #take(events: readonly TenantEvent[]): Promise<void> {
    const batch = batchOfTenants(events)
    batch.receive(++this.#received)
    this.#board.engine.merge(batch)
    if (batch.length > 0) await this.#client.insertNative('lifespan.events', BLOCK_COLUMNS, encodeBatch(batch))
    await this.#store()
  }

  async #store(): Promise<void> {
    const changes = this.#board.look(this.#now)
    if (changes.length === 0) return
    const toRow = createFindingRows(this.#board.engine.state, DEFAULT_POLICY)
    const { columns, block } = encodeFindings(
      changes.map((change) => toRow(change, this.#now)),
      WRITER,
    )
    await this.#client.insertNative('lifespan.findings', columns, block)
  }

  #truth(seed: number) {
    const halves = this.#halves.get(seed)!
    return sorted(cutAt(judgedTruth(this.#delivered.flatMap((half) => halves[half])), this.#now))
  }

  /** A moment at which, in many of the histories, some verdicts appear, have appeared, or are still to appear; not before `earliest`. */
  #moment(earliest = 0): number {
    const all = [...this.#crowd.histories.values()].flat().map(({ at }) => at)
    return this.#random.pick([...all, this.#now].filter((at) => at >= earliest))
  }
}
