import { expect, test } from 'vitest'
import { DEFAULT_POLICY } from '../../schemas/policy.ts'
import { NEVER } from '../../schemas/time.ts'
import { RULES } from '../rules/index.ts'
import { Engine } from './engine.ts'
import type { Publication } from './published.ts'

const AT = Date.UTC(2026, 0, 1)

/** As somebody published it who knew the rows of subjects that are gone. */
const publication = (kind: 'credential' | 'identity'): Publication => ({
  rule: RULES.findIndex(({ on }) => on === kind),
  kind,
  key: Uint32Array.of(1, 2, 3, 4),
  verdict: { appears: AT, since: AT, until: NEVER, severity: 'high' },
  stands: true,
  version: AT,
})

test.each(['credential', 'identity'] as const)(
  'what was published of a %s of which nothing is known any more is left as it is',
  (kind) => {
    const engine = new Engine(RULES, DEFAULT_POLICY)
    engine.learn(publication(kind))
    engine.wakeAll()
    expect(engine.judge(AT + 1)).toEqual([])
    engine.wakeAll()
    expect(engine.judge(NEVER - 1)).toEqual([])
  },
)
