import { loadQuery, queryNames, type Query, type QueryParameter } from '../queries/catalogue.ts'
import { readExample } from '../queries/example.ts'
import { typeName } from '../queries/type-name.ts'
import { colours } from './colours.ts'

const EXAMPLES = `
Examples:
  npx lifespan query
  npx lifespan query account
  npx lifespan query orphans --help
  npx lifespan query longest-exposure rule=L01 limit=5 --csv
  npx lifespan query credential-story ASIATFQR7NSCSHSEVYP5 --json
`

/** What help ends with: about one question its parameters and its example, cut to the terminal; without one how to ask. */
export function queryHelp(name: string | undefined, width: number): string {
  if (name === undefined || !queryNames().includes(name)) return EXAMPLES
  const query = loadQuery(name)
  const example = (readExample(query) ?? '')
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`)
  return [
    '',
    ...describeQuery(query),
    '',
    'Example (its story: docs/reference/queries.md):',
    '',
    ...example.map((line) => cut(line, width)),
    '',
  ].join('\n')
}

/** A question in a few lines: its name, what it answers, what it takes. */
export function describeQuery({ name, title, params }: Query): string[] {
  return [`${colours.bold(name)}  ${title}`, ...params.map((param) => colours.dim(takes(param)))]
}

function takes({ name, type, description, default: fallback }: QueryParameter): string {
  const unless = fallback === null ? 'must be given' : `default ${fallback === '' ? 'none' : fallback}`
  return `    ${name}=<${typeName(type)}>  ${description} (${unless})`
}

function cut(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`
}
