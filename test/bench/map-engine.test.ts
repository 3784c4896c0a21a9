import { describe, expect, test } from 'vitest'
import { NEVER } from '../../schemas/time.ts'
import { toLifecycleEvent, type History, type HistoryFinding } from '../histories/history.ts'
import { sorted } from '../histories/replay.ts'
import { sharedVectors } from '../histories/vectors.ts'
import { CREDENTIAL_RULES, MapEngine } from './map-engine.ts'
import type { Finding } from './map-entities.ts'

const vectors = sharedVectors()

function shown(rule: string, kind: string, id: string, finding: Finding): HistoryFinding {
  const { appears, since, until, severity } = finding
  return { rule, subject: { kind, id }, appears, since, until: until === NEVER ? null : until, severity }
}

function findingsOf(history: History): HistoryFinding[] {
  const engine = new MapEngine()
  for (const event of history.events) engine.take(toLifecycleEvent(event))
  const credentials = [...engine.issuers.values()].flatMap((ids) => [...ids.values()])
  const ofCredentials = credentials.flatMap(({ id, findings }) =>
    (findings ?? []).flatMap((finding, rule) =>
      finding ? [shown(CREDENTIAL_RULES[rule]!, 'credential', id, finding)] : [],
    ),
  )
  const identities = [...engine.identities.values()].filter(({ finding }) => finding !== null)
  return sorted([...ofCredentials, ...identities.map(({ id, finding }) => shown('G02', 'identity', id, finding!))])
}

describe('the baseline is held to the rules', () => {
  test.skipIf(vectors.length === 0)('it has the findings of every shared history', () => {
    const differing = vectors.filter((history) => {
      const truth = sorted(
        history.findings.filter(({ rule }) => [...CREDENTIAL_RULES, 'G02'].some((id) => id === rule)),
      )
      return JSON.stringify(findingsOf(history)) !== JSON.stringify(truth)
    })
    expect(differing.map(({ seed }) => seed)).toEqual([])
  })
})
