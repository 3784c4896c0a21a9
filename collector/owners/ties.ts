import { KEY_WORDS, type Keyring } from '../../schemas/keys.ts'
import { EARLIEST, formatRfc3339, type Millis } from '../../schemas/time.ts'
import { TENANT } from '../tenant.ts'
import type { Assignment } from '../../schemas/owners-file.ts'

/** Lines that assign several owners at one moment to an identity, or to all of one pattern. */
export interface Tie {
  readonly of: string
  readonly from: Millis
  readonly lines: readonly Assignment[]
}

/** So many are told, each pair of lines once: with patterns for all, every identity would have its own. */
const MOST_TOLD = 20

/** Finds the ties of a file: those of equal patterns at once, others with the identities that they share. */
export class Ties {
  readonly #told = new Set<string>()
  #found: Tie[] = []

  constructor(owners: readonly Assignment[]) {
    for (const [match, lines] of Map.groupBy(owners, (line) => line.match)) this.look(match, lines)
  }

  look(of: string, lines: readonly Assignment[]): void {
    if (lines.length < 2 || this.#told.size >= MOST_TOLD) return
    for (const [from, tied] of Map.groupBy(lines, (line) => line.from)) {
      const key = JSON.stringify([from, tied.map(({ match, owner }) => [match, owner])])
      if (new Set(tied.map(({ owner }) => owner)).size < 2 || this.#told.has(key)) continue
      this.#told.add(key)
      this.#found.push({ of, from, lines: tied })
    }
  }

  take(): readonly Tie[] {
    const found = this.#found
    this.#found = []
    return found
  }
}

/** A tie as it is shown. Of assignments at one moment the one whose owner has the greatest key stands (rules: timelines). */
export function tieText({ of, from, lines }: Tie, keyring: Keyring): string {
  const owners = [...new Set(lines.map(({ owner }) => owner))]
  const [stands] = owners.toSorted((one, other) => Buffer.compare(keyOf(other, keyring), keyOf(one, keyring)))
  const said = lines.map(({ match, owner }) => `${owner} (match: ${match})`).join(', ')
  const since = from === EARLIEST ? 'from the beginning' : `from ${formatRfc3339(from)}`
  return `owners: ${of} has several owners ${since}: ${said}. ${stands} stands; give the line that should a later from`
}

function keyOf(owner: string, keyring: Keyring): Buffer {
  const words = new Uint32Array(KEY_WORDS)
  keyring.key('owner', [TENANT, owner], words, 0)
  return Buffer.from(words.buffer)
}
