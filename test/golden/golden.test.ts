import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Engine } from '../../correlator/engine/engine.ts'
import { RULES } from '../../correlator/rules/index.ts'
import { DEFAULT_POLICY } from '../../schemas/policy.ts'
import { NEVER } from '../../schemas/time.ts'
import type { HistoryEvent } from '../histories/history.ts'
import { batchOf, END_OF_TIME } from '../histories/replay.ts'

const HERE = new URL('.', import.meta.url)
const stories = readdirSync(HERE).filter((name) => statSync(new URL(name, HERE)).isDirectory())

function read(story: string, file: string): string[] {
  return readFileSync(new URL(`${story}/${file}`, HERE), 'utf8').trimEnd().split('\n')
}

/** What is published after each event, judged when everything that it says has appeared. */
function told(events: readonly HistoryEvent[]): string[] {
  const engine = new Engine(RULES, DEFAULT_POLICY)
  return events.flatMap((event, n) => {
    engine.merge(batchOf([event]))
    const changes = engine.judge(END_OF_TIME).map(({ activity, rule, kind, row, verdict }) => {
      const { appears, since, until, severity } = verdict
      const subject = engine.state.id(engine.state[kind], row)
      const interval = { appears, since, until: until === NEVER ? null : until, severity }
      return JSON.stringify({ after: n + 1, activity, rule: rule.id, subject, ...interval })
    })
    return changes.sort()
  })
}

describe('a golden story', () => {
  test.each(stories)('%s is told as it was', (story) => {
    const lines = told(read(story, 'events.ndjson').map((line) => JSON.parse(line) as HistoryEvent))
    if (process.env['GOLDEN'] === 'write') writeFileSync(new URL(`${story}/findings.ndjson`, HERE), lines.join('\n') + '\n')
    expect(lines).toEqual(read(story, 'findings.ndjson'))
  })
})
