import { Argument, Command, Option } from 'commander'
import { listQueries, loadQuery, queryNames, type Query } from '../../queries/catalogue.ts'
import { checkParameters, readParameters } from '../../queries/parameters.ts'
import { runQuery, type OutputFormat } from '../../queries/run.ts'
import { DependentArgument } from '../completion/dependent-argument.ts'
import type { ConfigFlags } from '../config/settings.ts'
import { configOption, dataOption } from '../options.ts'
import { say } from '../output.ts'
import { queryHelp, describeQuery } from '../query-help.ts'
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
    .addHelpText('after', ({ command }) => queryHelp(command.args[0], process.stdout.columns ?? Infinity))
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
  for (const query of listQueries()) {
    const { name, title, params } = query
    if (json) say(JSON.stringify({ name, title, params }))
    else describeQuery(query).forEach(say)
  }
}
