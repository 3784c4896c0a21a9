import { Command } from 'commander'
import { likely } from '../../collector/yaml/problems.ts'
import { Config, policyOf, SECRET_SETTINGS, variableOf } from '../../schemas/config.ts'
import { configSchema } from '../../schemas/config-reference.ts'
import { settingsOf } from '../../schemas/shape.ts'
import { alertsOf } from '../config/alerts-settings.ts'
import { jsonOf, yamlOf } from '../config/print.ts'
import { rowsOf } from '../config/rows.ts'
import { configured, ownersOf, type ConfigFlags, type Configured } from '../config/settings.ts'
import { configOption, dataOption } from '../options.ts'
import { note, say } from '../output.ts'
import { policyVersion } from '../system/policy.ts'
import { fingerprintKeyCommand } from './fingerprint-key.ts'

interface ConfigOptions extends ConfigFlags {
  readonly json?: boolean
}

/** The exit code of a check that failed. */
const FAILED = 1

/** `lifespan config`: what is configured, whether it is right, and what could be. */
export function configCommand(): Command {
  const examples =
    '\nExamples:\n  npx lifespan config check\n  npx lifespan config print > effective.yaml\n  npx lifespan config schema > lifespan.schema.json\n'
  return new Command('config')
    .description('what is configured: check it, print what holds, its JSON Schema, or the key that services need')
    .addCommand(checkCommand())
    .addCommand(printCommand())
    .addCommand(schemaCommand())
    .addCommand(fingerprintKeyCommand())
    .addHelpText('after', examples)
}

function checkCommand(): Command {
  return new Command('check')
    .description('look a configuration over, with the environment and the owners file that it names')
    .argument('[file]', 'default: what --config or LIFESPAN_CONFIG names, else ./lifespan.yaml')
    .addOption(configOption())
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      '\nExits with 1 if anything is wrong, and names it by file, line and column.\n\nExamples:\n  npx lifespan config check\n  npx lifespan config check /etc/lifespan/lifespan.yaml --json\n',
    )
    .action((file: string | undefined, options: ConfigOptions) => check({ ...options, config: file ?? options.config }))
}

async function check(options: ConfigOptions): Promise<void> {
  const found = await configured(options)
  const { file, merged } = found
  const { read } = merged
  const problems =
    read.kind === 'bad' ? read.problems : [...(await ownersProblems(found, read.value)), ...alertsProblems(read.value)]
  if (options.json) say(JSON.stringify({ ok: problems.length === 0, file, problems }))
  else for (const problem of problems) say(problem)
  if (problems.length > 0) process.exitCode = FAILED
  else if (!options.json && merged.read.kind === 'good') say(goodLine(file, policyVersion(policyOf(merged.read.value))))
  for (const hint of hintsOf(found)) note(hint)
}

async function ownersProblems(found: Configured, config: Config): Promise<readonly string[]> {
  const read = await ownersOf(found, config, () => Promise.resolve(found))?.load()
  return read?.kind === 'bad' ? read.problems : []
}

function alertsProblems(config: Config): readonly string[] {
  try {
    alertsOf(config)
    return []
  } catch (error) {
    return (error as Error).message.split('\n')
  }
}

function goodLine(file: string | null, version: string): string {
  const what = file === null ? 'there is no ./lifespan.yaml: environment and defaults hold' : `${file} is good`
  return `${what} (policy ${version})`
}

/** What is no error, and hardly meant. */
function hintsOf({ merged, file }: Configured): readonly string[] {
  const names = [
    ...settingsOf(Config).flatMap(({ path }) => variableOf(path) ?? []),
    'LIFESPAN_CONFIG',
    'LIFESPAN_DEBUG',
  ]
  const unknown = Object.keys(process.env).filter((name) => name.startsWith('LIFESPAN_') && !names.includes(name))
  const misspelt = unknown.flatMap((name) => {
    const meant = likely(name, names)
    return meant === null ? [] : [`nothing reads the variable ${name}: did you mean ${meant}?`]
  })
  const bare = [...SECRET_SETTINGS].flatMap((name) => {
    const path = name.split('.')
    const { origin, written, where } = merged.speaker(path)
    if (origin !== 'file' || written(path) !== undefined) return []
    return [`${where(path)}: a ${path.at(-1)} stands in ${file}: \${file:PATH} or \${env:NAME} keeps it out`]
  })
  return [...misspelt, ...bare]
}

function printCommand(): Command {
  return new Command('print')
    .description('print what holds, as a lifespan.yaml, and who says so; secrets are masked')
    .addOption(configOption())
    .addOption(dataOption())
    .option('--owners <file>', 'who answers for which identities')
    .option('--json', 'one JSON object a setting')
    .addHelpText(
      'after',
      '\nExamples:\n  npx lifespan config print\n  LIFESPAN_POLICY_CHAIN_DEPTH=4 npx lifespan config print --json\n',
    )
    .action(async (options: ConfigOptions) => {
      const found = await configured(options)
      const { read } = found.merged
      if (read.kind === 'bad') throw new Error(`the configuration is not taken:\n${read.problems.join('\n')}`)
      const rows = rowsOf(found)
      if (!options.json) say(`# what holds, and who says so (policy ${policyVersion(policyOf(read.value))})`)
      for (const line of options.json ? rows.map(jsonOf) : yamlOf(rows)) say(line)
    })
}

function schemaCommand(): Command {
  return new Command('schema')
    .description('print the JSON Schema of lifespan.yaml, for editors')
    .addHelpText(
      'after',
      '\nExamples:\n  npx lifespan config schema > lifespan.schema.json\n  # then, as the first line of lifespan.yaml, for editors with the YAML language server:\n  # yaml-language-server: $schema=./lifespan.schema.json\n',
    )
    .action(() => say(JSON.stringify(configSchema(), null, 2)))
}
