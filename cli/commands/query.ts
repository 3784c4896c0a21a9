import { Argument, Command, Option } from 'commander'
import { listQueries, loadQuery, queryNames, type Query } from '../../queries/catalogue.ts'
import { checkParameters, readParameters } from '../../queries/parameters.ts'
import { runQuery, type OutputFormat } from '../../queries/run.ts'
import { colours } from '../colours.ts'
import { DependentArgument } from '../completion/dependent-argument.ts'
import type { ConfigFlags } from '../config/settings.ts'
import { configOption, dataOption } from '../options.ts'
import { say } from '../output.ts'
import { askData } from '../system/opened.ts'

interface QueryOptions extends ConfigFlags {
  readonly json?: boolean
  readonly csv?: boolean
  readonly sql?: boolean
}

const VALUES = 'values that the question takes; the one that must be given needs no name'

/** `lifespan query`: named questions, asked as the analyst. */
export function queryCommand(): Command {
  return new Command('query')
    .description('ask a named question; without a name, list them')
    .addArgument(new Argument('[name]', 'which question').choices(queryNames()).argParser(String))
    .addArgument(new DependentArgument('[name=value...]', VALUES, parameterWords))
    .addOption(configOption())
    .addOption(dataOption())
    .option('--json', 'one JSON object a line')
    .addOption(new Option('--csv', 'CSV with names').conflicts('json'))
    .option('--sql', 'print the SQL instead of asking')
    .addHelpText(
      'after',
      '\nExamples:\n  npx lifespan query\n  npx lifespan query account\n  npx lifespan query longest-exposure rule=L01 limit=5 --csv\n  npx lifespan query credential-story ASIATFQR7NSCSHSEVYP5 --json\n',
    )
    .action((name: string | undefined, words: readonly string[], options: QueryOptions) => {
      if (name === undefined) return list(options)
      const query = loadQuery(name)
      return options.sql ? say(query.sql.trim()) : ask(query, words, options)
    })
}

/** What completion offers behind the name of a question. */
function parameterWords(name: string) {
  return loadQuery(name).params.map((param) => ({ word: `${param.name}=`, says: param.description }))
}

async function ask(query: Query, words: readonly string[], options: QueryOptions): Promise<void> {
  const format: OutputFormat = options.json ? 'json' : options.csv ? 'csv' : 'table'
  const width = process.stdout.isTTY ? { width: process.stdout.columns } : {}
  const given = readParameters(query, words)
  checkParameters(query, given)
  await askData(options, async ({ analyst }) => {
    process.stdout.write(await runQuery(analyst, query, given, format, width))
  })
}

function list({ json }: QueryOptions): void {
  for (const { name, title, params } of listQueries()) {
    if (json) say(JSON.stringify({ name, title, params }))
    else listOne(name, title, params)
  }
}

function listOne(name: string, title: string, params: Query['params']): void {
  say(`${colours.bold(name)}  ${title}`)
  for (const param of params) {
    const fallback =
      param.default === null ? 'must be given' : `default ${param.default === '' ? 'none' : param.default}`
    say(colours.dim(`    ${param.name}=<${param.type}>  ${param.description} (${fallback})`))
  }
}
