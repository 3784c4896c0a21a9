/** Where in a file something stands, from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** The names and numbers on the way to something that was said. */
export type Path = readonly PropertyKey[]

/** Where something was said, as a problem begins: `file:line:column`, the name of a variable. Null: nobody said it. */
export type Where = (path: Path, of?: 'name') => string | null

/** The place of an offset. */
export function placeIn(text: string, offset: number): Place {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}

/** A place as it is shown. */
export function placed(file: string, { line, column }: Place): string {
  return `${file}:${line}:${column}`
}

/** A problem as it is shown. */
export function problem(file: string, place: Place, what: string): string {
  return `${placed(file, place)}: ${what}`
}

const MOST_PROBLEMS = 100

/** As many problems as anybody reads. */
export function bounded(problems: readonly (string | (() => string))[]): readonly string[] {
  const told = problems.slice(0, MOST_PROBLEMS).map((one) => (typeof one === 'string' ? one : one()))
  const more = problems.length - told.length
  return more > 0 ? [...told, `… and ${more} more`] : told
}

/** The name that was most likely meant, or all there are. */
export function nearest(name: string, names: readonly string[]): string {
  const meant = likely(name, names)
  if (meant !== null) return `: did you mean ${meant}?`
  return names.length === 0 ? '' : `. There are: ${names.join(', ')}`
}

const MOST_WRONG = 3
const LONGEST_NAME = 100

/** The name that was most likely meant, if any is near. */
export function likely(name: string, names: readonly string[]): string | null {
  if (name.length > LONGEST_NAME) return null
  const scored = names.map((candidate) => [distance(name.toLowerCase(), candidate.toLowerCase()), candidate] as const)
  const best = scored.sort(([one], [other]) => one - other)[0]
  return best !== undefined && best[0] <= MOST_WRONG ? best[1] : null
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
