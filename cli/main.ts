import { readFileSync } from 'node:fs'
import { Command, type CommanderError } from 'commander'
import { demoCommand, upCommand } from './commands/up.ts'
import { explainCommand } from './commands/explain.ts'
import { findingsCommand } from './commands/findings.ts'
import { ingestCommand } from './commands/ingest.ts'
import { queryCommand } from './commands/query.ts'
import { verifyCommand } from './commands/verify.ts'
import { complain, endWithReader, note, speakFor } from './output.ts'

const USAGE = 2

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

/** Help and version are answers; everything else that commander ends with is usage. */
function leave(error: CommanderError): never {
  process.exit(error.exitCode === 0 ? 0 : USAGE)
}

/** What all commands have: how they end, and how they complain. */
function settled(command: Command): Command {
  const name = command.name() === 'lifespan' ? 'lifespan' : `lifespan ${command.name()}`
  return command
    .exitOverride(leave)
    .showHelpAfterError(`(npx ${name} --help shows what there is)`)
    .configureOutput({ outputError: (text, write) => write(`${name}: ${text.replace(/^error: /, '')}`) })
}

const program = settled(new Command('lifespan'))
  .description('Finds privilege that has lost the life it was issued for.')
  .version(version)
  .hook('preAction', (_, command) => speakFor(command.name()))
  .addHelpText(
    'after',
    `
Examples:
  npx lifespan demo                             the whole system, with a simulated fleet
  npx lifespan up                               the whole system; send OTLP to the address it prints
  npx lifespan ingest ./cloudtrail-logs         read audit logs
  npx lifespan findings --open --rule L01       what was found
  npx lifespan explain 9f2c                     why, and what would close it

Exit codes: 0 done, 1 a check failed or nothing was readable, 2 it could not be done as asked.`,
  )

for (const command of [
  demoCommand,
  upCommand,
  ingestCommand,
  findingsCommand,
  explainCommand,
  queryCommand,
  verifyCommand,
]) {
  program.addCommand(settled(command()))
}

endWithReader()
try {
  if (process.argv.length > 2) await program.parseAsync()
  else program.outputHelp()
} catch (error) {
  complain(error instanceof Error ? error.message : String(error))
  if (process.env['LIFESPAN_DEBUG'] !== undefined) note(String((error as Error).stack))
  process.exitCode = USAGE
}
