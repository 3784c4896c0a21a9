import { Command, InvalidArgumentError } from 'commander'
import { colours } from '../colours.ts'
import { listQueries, loadQuery, type Query } from '../../queries/catalogue.ts'
import { runQuery, type OutputFormat } from '../../queries/run.ts'
import { dataOption } from '../options.ts'
import { say } from '../output.ts'
import { withData } from '../system/opened.ts'

type Parameters = Readonly<Record<string, string>>

interface QueryOptions {
  readonly data?: string
  readonly json?: boolean
  readonly csv?: boolean
  readonly sql?: boolean
}

/** `lifespan query`: named questions, asked as the analyst. */
export function queryCommand(): Command {
  return new Command('query')
    .description('ask a named question; without a name, list them')
    .argument('[name]', 'which question')
    .argument('[name=value...]', 'values that the question takes', parseParam)
    .addOption(dataOption())
    .option('--json', 'one JSON object a line')
    .option('--csv', 'CSV with names')
    .option('--sql', 'print the SQL instead of asking')
    .addHelpText(
      'after',
      '\nExamples:\n  lifespan query\n  lifespan query account\n  lifespan query credential-story credential=ASIATFQR7NSCSHSEVYP5 --json\n',
    )
    .action((name: string | undefined, given: Parameters, options: QueryOptions) => {
      if (name === undefined) return list()
      const query = loadQuery(name)
      return options.sql ? say(query.sql.trim()) : ask(query, given, options)
    })
}

async function ask(query: Query, given: Parameters, { data, json, csv }: QueryOptions): Promise<void> {
  const format: OutputFormat = json ? 'json' : csv ? 'csv' : 'table'
  const width = process.stdout.isTTY ? { width: process.stdout.columns } : {}
  await withData(data, async ({ analyst }) => {
    process.stdout.write(await runQuery(analyst, query, given, format, width))
  })
}

function list(): void {
  for (const { name, title, params } of listQueries()) {
    say(`${colours.bold(name)}  ${title}`)
    for (const param of params) {
      const fallback =
        param.default === null ? 'must be given' : `default ${param.default === '' ? 'none' : param.default}`
      say(colours.dim(`    ${param.name}=<${param.type}>  ${param.description} (${fallback})`))
    }
  }
}

function parseParam(text: string, before: Parameters = {}): Parameters {
  const at = text.indexOf('=')
  if (at <= 0) throw new InvalidArgumentError('A parameter is written name=value.')
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) }
}
