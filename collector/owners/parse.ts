import { checkEntries } from './check-entries.ts'
import type { Entry, OwnersFile, Said } from './owners-file.ts'
import { Problems } from './problems.ts'
import { readCsv } from './read-csv.ts'
import { readYaml } from './read-yaml.ts'
import { isCsv } from './recognise.ts'

/** A file of more bytes is not read. */
const MAX_BYTES = 10 * 1_048_576
/** A file of more assignments, departures and returns is not taken. */
const MAX_ENTRIES = 100_000

const START = { line: 1, column: 1 }
const NOT_UTF8 = 'holds characters that are no UTF-8 text: save the file as UTF-8'

/** What a file says, or everything that is wrong with it. */
export type ParsedOwners = { readonly owners: OwnersFile } | { readonly problems: readonly string[] }

/** Reads an owners file, YAML (or JSON) or CSV, recognised by its content. `file` is how the problems name it. */
export function parseOwners(text: string, file: string): ParsedOwners {
  const problems = new Problems(file)
  const checked = checkEntries(readEntries(text.replace(/^\uFEFF/, ''), problems), problems)
  const size = checked.assignments.length + checked.people.length
  if (size > MAX_ENTRIES)
    problems.add(START, `has ${size} entries, and at most ${MAX_ENTRIES} are read: split the file`)
  return problems.none ? { owners: { file, ...checked } } : { problems: problems.texts }
}

function readEntries(text: string, problems: Problems): readonly Entry[] {
  const foreign = firstForeign(text)
  if (isTooLarge(text)) problems.add(START, 'is larger than 10 MiB: split the file, or say more with `*`')
  else if (foreign !== null) problems.add(foreign, NOT_UTF8)
  else return isCsv(text) ? readCsv(text, problems) : readYaml(text, problems)
  return []
}

function isTooLarge(text: string): boolean {
  if (text.length * 3 <= MAX_BYTES) return false
  return text.length > MAX_BYTES || new TextEncoder().encode(text).length > MAX_BYTES
}

/** The first character that only a wrong encoding leads to. */
function firstForeign(text: string): Said | null {
  const found = ['\0', '\uFFFD'].map((character) => text.indexOf(character)).filter((at) => at >= 0)
  if (found.length === 0) return null
  const lines = text.slice(0, Math.min(...found)).split('\n')
  return { text: '', line: lines.length, column: lines.at(-1)!.length + 1 }
}
