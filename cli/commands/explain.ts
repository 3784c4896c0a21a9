import { Command } from 'commander'
import { explain } from '../../queries/explain.ts'
import { renderExplained } from '../../queries/explain-text.ts'
import { DEFAULT_POLICY } from '../../schemas/policy.ts'
import { dataOption } from '../options.ts'
import { say } from '../output.ts'
import { withData } from '../system/opened.ts'

/** `lifespan explain`: why a finding stands, and what would close it. */
export function explainCommand(): Command {
  return new Command('explain')
    .description('why a finding stands: the events, the deadline, the chain, the owners, what would close it')
    .argument('<finding>', 'its id, or the beginning of it')
    .addOption(dataOption())
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExamples:\n  lifespan explain 9f2c41\n  lifespan explain 9f2c41 --json\n')
    .action((id: string, options: { data?: string; json?: boolean }) =>
      withData(options.data, async ({ client }) => {
        const explained = await explain(client, DEFAULT_POLICY, id, { now: Date.now() })
        say(options.json ? JSON.stringify(explained) : renderExplained(explained).trimEnd())
      }),
    )
}
