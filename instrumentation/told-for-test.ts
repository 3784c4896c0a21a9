import { shared, type Occurrence } from './shared.ts'

/** What is told while something is done, without a pipeline. */
export async function told(work: () => unknown): Promise<readonly Occurrence[]> {
  const occurrences: Occurrence[] = []
  const state = shared()
  state.key ??= Buffer.alloc(32, 7)
  state.sink = (occurrence) => void occurrences.push(occurrence)
  try {
    await work()
  } finally {
    state.sink = null
  }
  return occurrences
}
