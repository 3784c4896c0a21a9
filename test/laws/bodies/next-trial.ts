import { writeSync } from 'node:fs'

const STDERR = 2

/** Says that a hunt goes on to its next trial: one of which nothing is heard never comes to rest. */
export function nextTrial(): void {
  writeSync(STDERR, '.')
}
