import { Command, type CommanderError } from 'commander'
import { alertsCommand } from './commands/alerts.ts'
import { archiveCommand } from './commands/archive.ts'
import { collectCommand } from './commands/collect.ts'
import { completionCommand } from './commands/completion.ts'
import { configCommand } from './commands/config.ts'
import { correlateCommand } from './commands/correlate.ts'
import { notifyCommand } from './commands/notify.ts'
import { demoCommand, upCommand } from './commands/up.ts'
import { doctorCommand } from './commands/doctor.ts'
import { explainCommand } from './commands/explain.ts'
import { findingsCommand } from './commands/findings.ts'
import { ingestCommand } from './commands/ingest.ts'
import { queryCommand } from './commands/query.ts'
import { verifyCommand } from './commands/verify.ts'
import { complain, endWithReader, note, speakFor } from './output.ts'
import { version } from './version.ts'

const USAGE = 2

/** Help and version are answers; everything else that commander ends with is usage. */
function leave(error: CommanderError): never {
  process.exit(error.exitCode === 0 ? 0 : USAGE)
}

/** What all commands have: how they end, and how they complain. */
function settled(command: Command, outer: readonly string[] = []): Command {
  const names = [...outer, command.name()]
  const name = names.join(' ')
  for (const part of command.commands) settled(part, names)
  return command
    .exitOverride(leave)
    .showHelpAfterError(`(npx ${name} --help shows what there is)`)
    .configureOutput({ outputError: (text, write) => write(`${name}: ${text.replace(/^error: /, '')}`) })
}

/** What is typed to reach a command. */
function namesOf(command: Command): readonly string[] {
  return [...(command.parent === null ? [] : namesOf(command.parent)), command.name()]
}

/** A shell may stand in a directory that somebody deleted. */
function insistOnDirectory(): void {
  try {
    process.cwd()
  } catch (cause) {
    throw new Error('the working directory is gone: change into one that is there, and try again', { cause })
  }
}

const program = settled(new Command('lifespan'))
  .description('Finds privilege that has lost the life it was issued for.')
  .version(version)
  .hook('preAction', (_, command) => {
    speakFor(namesOf(command).slice(1).join(' '))
    if (command.name() !== 'completion') insistOnDirectory()
  })
  .addHelpText(
    'after',
    `
Examples:
  npx lifespan demo                             the whole system, with a simulated fleet
  npx lifespan up                               the whole system; send OTLP to the address it prints
  npx lifespan ingest ./cloudtrail-logs         read audit logs
  npx lifespan findings --open --rule L01       what was found
  npx lifespan explain 9f2c                     why, and what would close it
  npx lifespan doctor                           what is wrong here, and what to do

Exit codes: 0 done, 1 a check failed or nothing was readable, 2 it could not be done as asked.`,
  )

for (const command of [
  demoCommand,
  upCommand,
  collectCommand,
  correlateCommand,
  notifyCommand,
  archiveCommand,
  ingestCommand,
  findingsCommand,
  alertsCommand,
  explainCommand,
  queryCommand,
  verifyCommand,
  configCommand,
  doctorCommand,
  completionCommand,
]) {
  program.addCommand(settled(command(), ['lifespan']))
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
