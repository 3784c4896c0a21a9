import { Brackets, isBlank, isOpening } from './brackets.ts'

/** Objects and lists that stand on one line with nothing but blanks between them, as whoever joins records without line breaks writes them. */
export interface Joined {
  /** The text of each that is whole. */
  readonly values: readonly string[]
  /** Whether the line ends inside a last one. */
  readonly isCut: boolean
}

const none: Joined = { values: [], isCut: false }

/** None where anything else stands on the line. */
export function joinedIn(line: Buffer): Joined {
  const values: string[] = []
  const brackets = new Brackets()
  for (let at = passBlanks(line, 0); at < line.length;) {
    if (!isOpening(line[at] ?? 0)) return none
    brackets.begin(0)
    const stop = brackets.scan(line, at, null)
    if (stop.kind !== 'end') return { values, isCut: true }
    values.push(line.toString('utf8', at, stop.at))
    at = passBlanks(line, stop.at)
  }
  return { values, isCut: false }
}

function passBlanks(line: Buffer, from: number): number {
  let at = from
  while (at < line.length && isBlank(line[at] ?? 0)) at += 1
  return at
}
