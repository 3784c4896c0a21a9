import { expect, test } from 'vitest'
import { Fault } from '../clickhouse/fault.ts'
import { createTroubles } from './troubles.ts'

/** Says what comes at each second; what is printed. */
function printed(...troubles: readonly (readonly [second: number, error: Error])[]): string[] {
  const lines: string[] = []
  let second = 0
  const tell = createTroubles(
    (line) => lines.push(line),
    () => second * 1_000,
  )
  for (const [at, error] of troubles) {
    second = at
    tell(error)
  }
  return lines
}

const away = (words: string) => new Fault('CLICKHOUSE_UNAVAILABLE', words)

test('an outage that several inserts meet is one trouble, told once a minute', () => {
  const lines = printed(
    [0, away('insert into lifespan.events: socket hang up')],
    [0, away('insert into lifespan.account: socket hang up')],
    [1, away('insert into lifespan.events: connect ECONNREFUSED')],
    [59, away('insert into lifespan.account: connect ECONNREFUSED')],
    [60, away('insert into lifespan.account: connect ECONNREFUSED')],
    [61, away('insert into lifespan.events: connect ECONNREFUSED')],
  )
  expect(lines).toEqual([
    'insert into lifespan.events: socket hang up (trying again)',
    'insert into lifespan.account: connect ECONNREFUSED (trying again)',
  ])
})

test('two troubles at once are both told, and neither over and over', () => {
  const [one, other] = [new Error('insert into a: no table'), new Error('owners.yaml is bad')]
  const lines = printed([0, one], [0, other], [1, one], [2, other], [3, new Error('insert into b: no table')])
  expect(lines).toEqual(['insert into a: no table (trying again)', 'owners.yaml is bad (trying again)'])
})
