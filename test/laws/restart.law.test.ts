import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestEngine } from '../../clickhouse/test-engine.ts'
import { Engine } from '../../correlator/engine/engine.ts'
import { restore } from '../../correlator/io/restore.ts'
import { RULES } from '../../correlator/rules/index.ts'
import { DEFAULT_POLICY } from '../../schemas/policy.ts'
import { DAY, NEVER } from '../../schemas/time.ts'
import { generate } from '../histories/generate.ts'
import { START } from '../histories/generator/small-world.ts'
import { cutAt } from '../histories/oracle.ts'
import { Random } from '../histories/random.ts'
import { END_OF_TIME } from '../histories/replay.ts'
import { judgedTruth } from './bodies/trial.ts'
import { batchOfAll, insert, Standing, startDatabase, verdictText, type TenantHistory } from './database.ts'
import { FIRST_SEED, RUNS } from './runs.ts'

const random = new Random(FIRST_SEED)

/** Histories in two parts: what came before the stop, and what came after it. */
const histories = Array.from({ length: RUNS }, (_, n) => {
  const events = random.shuffled(generate(FIRST_SEED + n))
  const cut = Math.floor(random.chance(0.1) ? 0 : (events.length * ((n % 10) + 1)) / 11)
  return { tenant: `t${FIRST_SEED + n}`, before: events.slice(0, cut), after: events.slice(cut), events }
})

const part = (name: 'before' | 'after'): TenantHistory[] =>
  histories.map((history) => ({ tenant: history.tenant, events: history[name] }))

/** What must stand at a moment, by tenant, rule and subject. */
function truthAt(now: number): Map<string, string> {
  return new Map(
    histories.flatMap(({ tenant, events }) =>
      cutAt(judgedTruth(events), now).map(({ rule, subject, until, ...rest }): [string, string] => [
        [tenant, rule, subject.kind, subject.id].join(' '),
        verdictText({ ...rest, until: until ?? NEVER }),
      ]),
    ),
  )
}

function differences(found: ReadonlyMap<string, string>, expected: ReadonlyMap<string, string>): string[] {
  const keys = new Set([...found.keys(), ...expected.keys()])
  return [...keys].filter((key) => found.get(key) !== expected.get(key)).slice(0, 10)
}

describe('a correlator that was stopped', () => {
  let database: TestEngine
  beforeAll(async () => void (database = await startDatabase()))
  afterAll(() => database.stop())

  test('goes on as if it had never stopped, publishes nothing anew, and is right at the end', async () => {
    const client = database.lifespan
    const standing = new Standing()
    const stopped = START + Math.floor(DAY * random.pick([0.01, 0.5, 1.5]))
    const first = new Engine(RULES, DEFAULT_POLICY)
    const before = batchOfAll(part('before'), stopped)
    await insert(client, before)
    first.merge(before)
    await standing.take(client, first, stopped)

    const second = new Engine(RULES, DEFAULT_POLICY)
    await restore(client, second, RULES)
    expect(await standing.take(client, second, stopped)).toBe(0)
    const after = batchOfAll(part('after'), stopped + 1)
    await insert(client, after)
    second.merge(after)
    await standing.take(client, second, stopped + DAY)
    expect(differences(standing.findings, truthAt(stopped + DAY))).toEqual([])

    const third = new Engine(RULES, DEFAULT_POLICY)
    await restore(client, third, RULES)
    expect(await standing.take(client, third, stopped + DAY)).toBe(0)
    await standing.take(client, third, END_OF_TIME)
    expect(differences(standing.findings, truthAt(END_OF_TIME))).toEqual([])
    expect(standing.findings.size).toBeGreaterThan(RUNS / 4)
  }, 120_000)
})
