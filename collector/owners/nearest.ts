/** Longer than any name, and short enough to compare. */
const LONGEST = 32

/** The name that was most likely meant, or null where none comes near. */
export function nearestName(word: string, names: readonly string[]): string | null {
  const meant = word.trim().toLowerCase().slice(0, LONGEST)
  const ranked = names.map((name) => ({ name, distance: distanceOf(meant, name) }))
  const best = ranked.reduce((one, other) => (other.distance < one.distance ? other : one))
  return best.distance <= Math.max(1, Math.floor(best.name.length / 2)) ? best.name : null
}

/** How many letters must be added, taken away, changed or swapped with their neighbour. */
function distanceOf(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, n) => n)]
  for (let n = 1; n <= one.length; n++) {
    const row = [n]
    for (let m = 1; m <= other.length; m++) row.push(step(rows, row, one, other, n, m))
    rows.push(row)
  }
  return rows[one.length]![other.length]!
}

function step(rows: readonly number[][], row: readonly number[], one: string, other: string, n: number, m: number) {
  const same = one[n - 1] === other[m - 1] ? 0 : 1
  const swapped = one[n - 1] === other[m - 2] && one[n - 2] === other[m - 1]
  const edits = Math.min(row[m - 1]! + 1, rows[n - 1]![m]! + 1, rows[n - 1]![m - 1]! + same)
  return swapped && n > 1 && m > 1 ? Math.min(edits, rows[n - 2]![m - 2]! + 1) : edits
}
