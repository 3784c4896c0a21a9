import { Fault } from '../clickhouse/fault.ts'
import { complain } from './output.ts'

const AGAIN_AFTER_MS = 60_000

/** Says what goes wrong and is tried again: each trouble once, and once more each minute that it lasts. */
export function createTroubles(
  say: (message: string) => void = complain,
  now: () => number = Date.now,
): (error: Error) => void {
  const said = new Map<string, number>()
  return (error) => {
    const trouble = troubleOf(error)
    const at = now()
    if (at - (said.get(trouble) ?? -Infinity) < AGAIN_AFTER_MS) return
    for (const [old, when] of said) if (at - when >= AGAIN_AFTER_MS) said.delete(old)
    said.set(trouble, at)
    say(`${error.message} (trying again)`)
  }
}

/** What is tried again is tried every 5 s at least. */
const RECENT_MS = 15_000

/** Passes troubles on, and keeps in mind what the last one was for as long as it may last. */
export function createLastTrouble(onTrouble: (error: Error) => void, now: () => number = Date.now) {
  let last = { message: '', at: -Infinity }
  return {
    onTrouble: (error: Error) => {
      last = { message: error.message, at: now() }
      onTrouble(error)
    },
    trouble: () => (now() - last.at < RECENT_MS ? last.message : null),
  }
}

/** Several inserts meet the same outage, each in its own words, and a server that goes down says first one thing, then another. */
function troubleOf(error: Error): string {
  if (error instanceof Fault && error.code === 'CLICKHOUSE_UNAVAILABLE') return error.code
  return error.message.replace(/^insert into [\w.]+: /, '')
}
