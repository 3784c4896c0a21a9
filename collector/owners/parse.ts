import { csvLines } from './csv.ts'
import { AssignmentLine, PresenceLine, type Assignment, type OwnersFile, type Presence } from './owners-file.ts'
import { problem, problemsOf } from './problems.ts'
import { yamlLines, type Line } from './yaml.ts'

const MOST_CHARACTERS = 10 * 1024 * 1024
const MOST_LINES = 100_000
const MOST_PROBLEMS = 100
const START = { line: 1, column: 1 }

/** What an owners file came to: all that is in it, or all that is wrong with it. */
export type Parsed =
  { readonly kind: 'good'; readonly file: OwnersFile } | { readonly kind: 'bad'; readonly problems: readonly string[] }

/** Reads an owners file, YAML or CSV, told apart by its content. Each problem names file, line and column. */
export function parseOwners(text: string, file: string): Parsed {
  if (text.length > MOST_CHARACTERS) return bad([problem(file, START, 'is larger than 10 MiB')])
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text
  const { lines, problems } = isCsv(plain) ? csvLines(plain, file) : yamlLines(plain, file)
  if (lines.length > MOST_LINES) return bad([problem(file, START, 'holds more than 100,000 lines')])
  const read = lines.map((line) => readLine(line, file))
  const all = [...problems, ...read.flatMap((one) => one.problems)]
  if (all.length > MOST_PROBLEMS)
    return bad([...all.slice(0, MOST_PROBLEMS), `… and ${all.length - MOST_PROBLEMS} more`])
  if (all.length > 0) return bad(all)
  if (lines.length === 0) return bad([problem(file, START, 'holds no owners and no people')])
  return {
    kind: 'good',
    file: { owners: read.flatMap((one) => one.owners), people: read.flatMap((one) => one.people) },
  }
}

const bad = (problems: readonly string[]): Parsed => ({ kind: 'bad', problems })

/** The first line that says anything names columns, with a comma or semicolon between them. */
function isCsv(text: string): boolean {
  const [first = ''] = text.split('\n').filter((line) => line.trim() !== '')
  return /^"?[A-Za-z_]+"?\s*[,;]/.test(first) && !first.includes(':')
}

function readLine(line: Line, file: string): { owners: Assignment[]; people: Presence[]; problems: string[] } {
  if (line.of === 'owners') {
    const assignment = AssignmentLine.safeParse(line.values)
    if (assignment.success) return { owners: [assignment.data], people: [], problems: [] }
    return {
      owners: [],
      people: [],
      problems: problemsOf(assignment.error, file, line, Object.keys(AssignmentLine.shape)),
    }
  }
  const presence = PresenceLine.safeParse(line.values)
  if (presence.success) return { owners: [], people: [presence.data], problems: [] }
  return { owners: [], people: [], problems: problemsOf(presence.error, file, line, Object.keys(PresenceLine.shape)) }
}
