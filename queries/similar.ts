/** So many letters may be wrong. */
const MOST_WRONG = 3

/** The name that was probably meant: the nearest one, or one that begins so. */
export function similarTo(given: string, names: readonly string[]): string | undefined {
  const near = names.map((name) => ({ name, wrong: distance(given, name) })).toSorted((a, b) => a.wrong - b.wrong)[0]
  if (near !== undefined && near.wrong <= MOST_WRONG && near.wrong < given.length) return near.name
  return given === '' ? undefined : names.find((name) => name.startsWith(given))
}

/** How many letters must be put in, left out or replaced to make one word of another. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (const [above, letter] of one.split('').entries()) {
    const next = [above + 1]
    for (let at = 1; at <= other.length; at++) {
      const replaced = row[at - 1]! + (letter === other[at - 1] ? 0 : 1)
      next.push(Math.min(replaced, row[at]! + 1, next[at - 1]! + 1))
    }
    row = next
  }
  return row.at(-1)!
}
