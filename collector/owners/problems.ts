import type { z } from 'zod'

/** Where in a file something stands, from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** The places of a line of the file: its own, and those of its fields. */
export interface Placed {
  readonly place: Place
  readonly fields: ReadonlyMap<string, Place>
}

/** What is wrong, with file, line and column, and the nearest right name where one was mistyped. */
export function problemsOf(
  error: z.ZodError,
  file: string,
  { place, fields }: Placed,
  names: readonly string[],
): string[] {
  return error.issues.flatMap((issue) => {
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys : []
    if (unknown.length > 0)
      return unknown.map((key) =>
        problem(file, fields.get(key) ?? place, `there is no ${key} here${nearest(key, names)}`),
      )
    const field = String(issue.path[0] ?? '')
    const what = issue.code === 'invalid_type' && !fields.has(field) ? 'is missing' : issue.message
    return [problem(file, fields.get(field) ?? place, `${field} ${what}`.trim())]
  })
}

/** The place of an offset. */
export function placeIn(text: string, offset: number): Place {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}

/** A problem as it is shown. */
export function problem(file: string, { line, column }: Place, what: string): string {
  return `${file}:${line}:${column}: ${what}`
}

/** The name that was most likely meant. */
export function nearest(name: string, names: readonly string[]): string {
  const scored = names.map((candidate) => [distance(name.toLowerCase(), candidate), candidate] as const)
  const best = scored.sort(([one], [other]) => one - other)[0]
  return best !== undefined && best[0] <= 3 ? `: did you mean ${best[1]}?` : `. There are: ${names.join(', ')}`
}

/** Levenshtein's distance. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, n) => n)
  for (let i = 1; i <= one.length; i++) {
    const next = [i]
    for (let j = 1; j <= other.length; j++) {
      const change = row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, change))
    }
    row = next
  }
  return row[other.length]!
}
