import type { Assignment, OwnersFile } from '../../schemas/owners-file.ts'
import { EARLIEST, formatRfc3339, type Millis } from '../../schemas/time.ts'

/** What one file of owners said and the one in its place does not: in words, for it was logged and stays. */
export function vanished(before: OwnersFile, after: OwnersFile): readonly string[] {
  const lines = new Set(after.owners.flatMap((line) => [textOf(line), textOf({ ...line, until: null })]))
  const people = new Set(after.people.flatMap(momentsOf))
  return [
    ...before.owners.map(textOf).filter((text) => !lines.has(text)),
    ...before.people.flatMap(momentsOf).filter((text) => !people.has(text)),
  ]
}

/** An assignment whose line is given an `until` is still there. */
function textOf({ match, owner, from, until }: Assignment): string {
  const begin = from === EARLIEST ? '' : ` from ${formatRfc3339(from)}`
  return `${owner} for ${match}${begin}${until === null ? '' : ` until ${formatRfc3339(until)}`}`
}

function momentsOf({ owner, departed, returned }: OwnersFile['people'][number]): string[] {
  const told = (what: string, all: readonly Millis[]) => all.map((at) => `${owner} ${what} ${formatRfc3339(at)}`)
  return [...told('departed', departed), ...told('returned', returned)]
}
