import { similarTo } from './similar.ts'
import { sqlFile, sqlFiles } from './sql-text.ts'

/** A value that a query takes: `-- param name Type = default | what it is, e.g. example`. Without a default it must be given; that of a moment may be `now`. */
export interface QueryParameter {
  readonly name: string
  readonly type: string
  readonly default: string | null
  readonly description: string
  readonly example: string
}

/** A named question: the first comment line says what it answers, `-- param` lines what it takes, `-- example` with which words its example is asked, the rest is its SQL. */
export interface Query {
  readonly name: string
  readonly title: string
  readonly params: readonly QueryParameter[]
  /** The words with which its example is asked. */
  readonly example: readonly string[]
  readonly sql: string
}

/** What was asked can't be asked so: the message says what to write instead. */
export class QueryUsageError extends Error {
  override readonly name = 'QueryUsageError'
}

/** The names of all questions. */
export function queryNames(): readonly string[] {
  return sqlFiles('.')
}

/** All named questions, by name. They read the analyst's views alone. */
export function listQueries(): Query[] {
  return queryNames().map((name) => parseQuery(name, sqlFile(`${name}.sql`)))
}

/** The question of that name. Throws a {@link QueryUsageError} that names those there are. */
export function loadQuery(name: string): Query {
  const names = queryNames()
  if (names.includes(name)) return parseQuery(name, sqlFile(`${name}.sql`))
  const similar = similarTo(name, names)
  const meant = similar === undefined ? '' : `: did you mean ${similar}?`
  throw new QueryUsageError(`there is no query ${JSON.stringify(name)}${meant || '.'} There are: ${names.join(', ')}`)
}

const EXAMPLE = '-- example '
const PARAM = /^-- param (\w+) (.+?)(?: =(?: (.*?))?)? \| (.*)$/

/** Reads a question from its text. */
export function parseQuery(name: string, text: string): Query {
  const lines = text.split('\n')
  const end = lines.findIndex((line) => !line.startsWith('--'))
  const comments = lines.slice(0, end)
  const params = comments.flatMap((line) => parameterOf(PARAM.exec(line)))
  const example = comments
    .filter((line) => line.startsWith(EXAMPLE))
    .flatMap((line) => line.slice(EXAMPLE.length).split(' '))
  const words = comments.filter((line) => !/^-- (param|example) /.test(line)).map((line) => line.slice('-- '.length))
  return { name, title: words.join(' '), params, example, sql: lines.slice(end).join('\n') }
}

const EXAMPLES: Readonly<Record<string, string>> = { Bool: 'true', String: 'text' }

function parameterOf(match: RegExpExecArray | null): QueryParameter[] {
  if (match === null) return []
  const [line, name, type, , description] = match as unknown as [string, string, string, string | undefined, string]
  const fallback = /^-- param \w+ .+? =(?: .*?)? \| /.test(line) ? (match[3] ?? '') : null
  const example = / e\.g\. (.*)$/.exec(description)?.[1] ?? EXAMPLES[type] ?? exampleOf(type)
  return [{ name, type, default: fallback, description, example }]
}

function exampleOf(type: string): string {
  return type.startsWith('DateTime64') ? '2026-01-31T00:00:00Z' : '100'
}
