import { Command } from 'commander'
import { examine } from '../doctor/examine.ts'
import { reportLines } from '../doctor/report.ts'
import { configOption, dataOption } from '../options.ts'
import { say } from '../output.ts'
import type { Asked } from '../system/opened.ts'

const FAILED = 1

/** `lifespan doctor`: whether all is well with the machine, the data and their sources. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('look for what is wrong with the machine, the data directory, ClickHouse and the sources')
    .addOption(configOption())
    .addOption(dataOption())
    .option('--json', 'one JSON object a line: check, level (ok, warn, fail), where, what, todo')
    .addHelpText(
      'after',
      `
It works beside a running Lifespan, and where nothing runs; it makes no data and judges nothing.
Exits with 1 if anything failed; what is only to be looked at does not count.

Examples:
  npx lifespan doctor
  npx lifespan doctor --data /var/lib/lifespan
  npx lifespan doctor --json | jq 'select(.level != "ok")'
`,
    )
    .action(async (options: Asked) => {
      const found = await examine(options)
      for (const line of options.json ? found.map((one) => JSON.stringify(one)) : reportLines(found)) say(line)
      if (found.some(({ level }) => level === 'fail')) process.exitCode = FAILED
    })
}
