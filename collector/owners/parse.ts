import { Owners, type OwnersFile } from '../../schemas/owners-file.ts'
import { problem } from '../yaml/problems.ts'
import { bad, readAs, type Read } from '../yaml/read.ts'
import { readTree } from '../yaml/tree.ts'
import { readCsv } from './csv.ts'

const MOST_CHARACTERS = 10 * 1024 * 1024
const MOST_LINES = 100_000
const START = { line: 1, column: 1 }

/** Reads an owners file, YAML or CSV, told apart by its content. Each problem names file, line and column. */
export function parseOwners(text: string, file: string): Read<OwnersFile> {
  const refuse = (what: string) => bad([problem(file, START, what)])
  if (text.length > MOST_CHARACTERS) return refuse('is larger than 10 MiB')
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text
  const { value, problems, where } = isCsv(plain) ? readCsv(plain, file) : readTree(plain, file)
  if (value === undefined || typeof value === 'string')
    return problems.length > 0 ? bad(problems) : refuse('holds no owners: or people: list')
  if (linesIn(value) > MOST_LINES) return refuse('holds more than 100,000 lines')
  const read = readAs(Owners, value, where, problems)
  if (read.kind === 'bad' || read.value.owners.length + read.value.people.length > 0) return read
  return refuse('holds no owners and no people')
}

/** The first line that says anything names columns, with a comma or semicolon between them. */
function isCsv(text: string): boolean {
  const [first = ''] = text.split('\n').filter((line) => line.trim() !== '')
  return /^"?[A-Za-z_]+"?\s*[,;]/.test(first) && !first.includes(':')
}

function linesIn(value: unknown): number {
  const { owners, people } = value as { owners?: unknown; people?: unknown }
  return [owners, people].reduce<number>((sum, lines) => sum + (Array.isArray(lines) ? lines.length : 0), 0)
}
