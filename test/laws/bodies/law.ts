import type { HistoryEvent, HistoryFinding } from '../../histories/history.ts'

/** What happened to an engine: events of a batch came, or none, and it was judged at a moment. */
export interface Step {
  readonly now: number
  readonly events: readonly HistoryEvent[]
}

/** Where an engine differs from the truth, and how to see it again. */
export interface Difference {
  readonly seed: number
  readonly claim: string
  readonly now: number
  readonly expected: readonly HistoryFinding[]
  readonly found: readonly HistoryFinding[]
  readonly complaints: readonly string[]
  readonly steps: readonly Step[]
}

/** A law tried on the history of a seed. Throws only where the engine does. */
export type Law = (seed: number) => Difference | null

const lines = (title: string, values: readonly unknown[]) =>
  [`${title}:`, ...values.map((value) => `  ${JSON.stringify(value)}`)].join('\n')

/** A difference for people: what is missing, what is too much, and the history, batch by batch. */
export function describeDifference({ seed, claim, now, expected, found, complaints, steps }: Difference): string {
  const texts = (findings: readonly HistoryFinding[]) => new Set(findings.map((finding) => JSON.stringify(finding)))
  const [wanted, seen] = [texts(expected), texts(found)]
  return [
    `seed ${seed} at ${now}: ${claim} (again: LAWS_SEED=${seed} LAWS_RUNS=1)`,
    lines(
      'missing',
      expected.filter((finding) => !seen.has(JSON.stringify(finding))),
    ),
    lines(
      'too much',
      found.filter((finding) => !wanted.has(JSON.stringify(finding))),
    ),
    ...(complaints.length > 0 ? [lines('complaints', complaints)] : []),
    ...steps.map(({ now: at, events }, n) => lines(`step ${n + 1}, judged at ${at}`, events)),
  ].join('\n')
}
