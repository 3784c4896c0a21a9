import { Engine } from '../../correlator/engine/engine.ts'
import { RULES } from '../../correlator/rules/index.ts'
import type { Rule } from '../../correlator/rules/rule.ts'
import { EventBatch } from '../../schemas/batch.ts'
import type { LifecycleEvent } from '../../schemas/events.ts'
import { createKeyring } from '../../schemas/keys.ts'
import { DEFAULT_POLICY } from '../../schemas/policy.ts'
import { MapEngine } from './map-engine.ts'
import { cpuSeconds } from './measure.ts'
import { World } from './world.ts'

/** What one engine did with one world. Seconds are CPU seconds of all threads; bytes are of one live credential. */
export interface EngineFigures {
  readonly primed: number
  readonly steady: number
  /** Seconds of the steady mix, by part: push (ours: columns and keys), merge, judge (the baseline does both in one). */
  readonly push: number
  readonly merge: number
  readonly judge: number
  readonly primeSeconds: number
  readonly findings: number
  readonly bytes: number
  /** Of these, the credential's row and its place in the index, and raw ids, those of workloads too. Of the baseline nobody knows. */
  readonly rowBytes: number
  readonly idBytes: number
  readonly rssBytes: number
}

/** Takes batches of events; says how many findings changed. */
interface Subject {
  readonly seconds: { push: number; merge: number; judge: number }
  take(events: readonly LifecycleEvent[], now: number): number
  /** Bytes that it holds, as it knows them: all, rows of credentials with their index, raw ids. */
  size(): readonly [all: number, rows: number, ids: number]
}

/** The rules that the baseline judges. */
const FIVE = RULES.filter(({ id }) => ['L01', 'L02', 'C01', 'G01', 'G02'].includes(id))

function ours(rules: readonly Rule[]): Subject {
  const engine = new Engine(rules, DEFAULT_POLICY)
  const keyring = createKeyring(Uint8Array.from({ length: 16 }, (_, n) => n))
  const seconds = { push: 0, merge: 0, judge: 0 }
  let event = 0
  return {
    seconds,
    take(events, now) {
      const begin = cpuSeconds()
      const batch = new EventBatch()
      for (const one of events) {
        const eventId = ['default', 'bench', '9f2d0c41c7a8b3e65d1f', String(event++)]
        batch.push(one, { tenant: 'default', source: 'bench', authority: true, eventId }, keyring)
      }
      const pushed = cpuSeconds()
      engine.merge(batch)
      const merged = cpuSeconds()
      const changes = engine.judge(now).length
      seconds.push += pushed - begin
      seconds.merge += merged - pushed
      seconds.judge += cpuSeconds() - merged
      return changes
    },
    size: () => {
      const { state, published } = engine
      return [state.size + published.size, state.credential.size, state.texts.size]
    },
  }
}

function baseline(): Subject {
  const engine = new MapEngine()
  const seconds = { push: 0, merge: 0, judge: 0 }
  const before = heapUsed()
  return {
    seconds,
    take(events) {
      const begin = cpuSeconds()
      const { changes } = engine
      for (const event of events) engine.take(event)
      seconds.merge += cpuSeconds() - begin
      return engine.changes - changes
    },
    size: () => [heapUsed() - before, NaN, NaN],
  }
}

function heapUsed(): number {
  globalThis.gc!()
  return process.memoryUsage().heapUsed
}

function rss(): number {
  globalThis.gc!()
  return process.memoryUsage().rss
}

/** As many as the log puts into one batch when it is busy. */
const BATCH = 2_000

function run(subject: Subject, live: number, steady: number): EngineFigures {
  const world = new World(live)
  const rssBefore = rss()
  subject.take(world.owners(), world.now)
  for (let done = 0; done < live; done += BATCH) subject.take(world.prime(BATCH), world.now)
  const { seconds } = subject
  const primeSeconds = seconds.push + seconds.merge + seconds.judge
  const [bytes, rowBytes, idBytes] = subject.size().map((size) => size / live) as [number, number, number]
  const rssBytes = (rss() - rssBefore) / live
  Object.assign(seconds, { push: 0, merge: 0, judge: 0 })
  let findings = 0
  for (let done = 0; done < steady; done += BATCH) findings += subject.take(world.steady(BATCH), world.now)
  return { primed: live, steady, ...seconds, primeSeconds, findings, bytes, rowBytes, idBytes, rssBytes }
}

const [which, live, steady] = process.argv.slice(2)
const subject = which === 'map' ? baseline() : ours(which === 'eight' ? RULES : FIVE)
console.log(JSON.stringify(run(subject, Number(live), Number(steady))))
