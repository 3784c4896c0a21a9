import { readFileSync } from 'node:fs'
import { Command, type CommanderError } from 'commander'
import { demoCommand, upCommand } from './commands/up.ts'
import { explainCommand } from './commands/explain.ts'
import { findingsCommand } from './commands/findings.ts'
import { ingestCommand } from './commands/ingest.ts'
import { queryCommand } from './commands/query.ts'
import { verifyCommand } from './commands/verify.ts'
import { endWithReader, note } from './output.ts'

const USAGE = 2

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

/** Help and version are answers; everything else that commander ends with is usage. */
function leave(error: CommanderError): never {
  process.exit(error.exitCode === 0 ? 0 : USAGE)
}

const program = new Command('lifespan')
  .description('Finds privilege that has lost the life it was issued for.')
  .version(version)
  .showHelpAfterError('(lifespan --help shows what there is)')
  .exitOverride(leave)
  .addHelpText(
    'after',
    `
Examples:
  lifespan demo                             the whole system, with a simulated fleet
  lifespan up                               the whole system; send OTLP to the address it prints
  lifespan ingest ./cloudtrail-logs         read audit logs
  lifespan findings --open --rule L01       what was found
  lifespan explain 9f2c                     why, and what would close it

Exit codes: 0 done, 1 a check failed, 2 it could not be done as asked.`,
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
  program.addCommand(command().exitOverride(leave))
}

endWithReader()
try {
  await program.parseAsync()
} catch (error) {
  note(`lifespan: ${error instanceof Error ? error.message : String(error)}`)
  if (process.env['LIFESPAN_DEBUG'] !== undefined) note(String((error as Error).stack))
  process.exitCode = USAGE
}
