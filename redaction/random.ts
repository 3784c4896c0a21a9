/** The shortest run that is judged by its looks: ids of 24 and 27 characters (Vault's accessors, KSUIDs) are shorter. */
const SHORTEST = 32
/** How much must be left of it without the words of a path or a name. */
const SHORTEST_REST = 28
const TURNS = 0.33
const HUMPS = 0.72
const DISTINCT_BITS = 3.5
const JUDGED = 4_096

const HEX = /^[0-9a-fA-F-]+$/
const SEPARATOR = /[/_+=.-]+/
/** A part of a path or of a name, as people and programs write them: in one case, in camel's, or hex. */
const WORD = /^(?:[a-z]{3,}|[A-Z]{3,}|[a-z]*(?:[A-Z]+[a-z]{2,})+[A-Z]{0,3}|[0-9a-f]{8,})$/
/** What names are made of where nothing separates their words. */
const HUMP = /[A-Z]?[a-z]{3,}|[A-Z]{4,}/g

/**
 * Whether a run of base64's characters looks drawn at random: all three classes, changing from one to the next about as often
 * as chance would have it. Names, paths, hashes in hex and UUIDs do not, nor what is left of them without their words (no name has
 * a `+`). Of random texts of 32 to 43 characters some 3 in 1,000 look like names.
 */
export function looksRandom(run: string): boolean {
  if (run.length < SHORTEST || HEX.test(run)) return false
  const parts = run.slice(0, JUDGED).split(SEPARATOR)
  const rest = (run.includes('+') ? parts : parts.filter((part) => !WORD.test(part))).join('')
  if (rest.length < SHORTEST_REST || HEX.test(rest)) return false
  const { classes, turns } = classesOf(rest)
  if (classes !== 7 || turns < TURNS * rest.length) return false
  return rest.replace(HUMP, '').length > (1 - HUMPS) * rest.length && entropyOf(rest) >= DISTINCT_BITS
}

/** Which of lower (1), upper (2) and digit (4) occur, and how often one follows another. */
function classesOf(rest: string): { classes: number; turns: number } {
  let classes = 0
  let turns = 0
  let last = 0
  for (let index = 0; index < rest.length; index += 1) {
    const code = rest.charCodeAt(index)
    const kind = code >= 97 ? 1 : code >= 65 ? 2 : 4
    classes |= kind
    if (kind !== last) turns += 1
    last = kind
  }
  return { classes, turns }
}

/** Shannon's entropy of the characters, in bits a character. */
function entropyOf(run: string): number {
  const counts = new Map<string, number>()
  for (const character of run) counts.set(character, (counts.get(character) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / run.length) * Math.log2(count / run.length)
  return bits
}
