import { code, page, table } from '../schemas/markdown.ts'
import { listQueries, type Query, type QueryParameter } from './catalogue.ts'
import { exampleStory, readExample } from './example.ts'
import { typeName } from './type-name.ts'

/** The reference page of the named questions: what each answers and takes, and an example that a test holds to. */
export function queriesPage(): string {
  const summary =
    'Questions with a name: `npx lifespan query <name> [name=value …]`, with `--json`, `--csv`, or `--sql` for its text. They read the views of the database `analyst` alone. All times are UTC.'
  return page(
    'Named questions',
    summary,
    ['## The story of the examples', exampleStory(), ...listQueries().flatMap(partsOf)],
    'queries',
  )
}

function partsOf(query: Query): string[] {
  const { name, title, params } = query
  const taken = params.length === 0 ? [] : [table(['takes', 'type', 'default', 'which is'], params.map(rowOf))]
  return [`## ${name}`, title, ...taken, `\`\`\`text\n${readExample(query) ?? ''}\`\`\``]
}

function rowOf({ name, type, default: fallback, description }: QueryParameter): string[] {
  const said = fallback === null ? 'must be given' : fallback === '' ? 'none' : code(fallback)
  return [code(name), code(typeName(type)), said, description]
}
