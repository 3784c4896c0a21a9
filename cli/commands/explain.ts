import { Command } from 'commander'
import { explain } from '../../queries/explain.ts'
import { renderExplained } from '../../queries/explain-text.ts'
import type { ConfigFlags } from '../config/settings.ts'
import { configOption, dataFlags, dataOption, parseName } from '../options.ts'
import { say } from '../output.ts'
import { askData } from '../system/opened.ts'

/** `lifespan explain`: why a finding stands, and what would close it. */
export function explainCommand(): Command {
  return new Command('explain')
    .description('why a finding stands: the events, the deadline, the chain, the owners, what would close it')
    .argument('<finding>', 'its id, or the beginning of it', parseName)
    .addOption(configOption())
    .addOption(dataOption())
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  npx lifespan explain 9f2c41\n  npx lifespan explain 9f2c41 --json --data ./lifespan-demo\n',
    )
    .action((id: string, options: ConfigFlags & { json?: boolean }) =>
      askData(options, async ({ client, policy }) => {
        const flags = dataFlags(options)
        const explained = await explain(client, policy, id, { now: Date.now(), flags })
        say(options.json ? JSON.stringify(explained) : renderExplained(explained).trimEnd())
      }),
    )
}
