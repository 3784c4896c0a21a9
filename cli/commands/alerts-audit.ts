import { Command } from 'commander'
import { Responses, type Response } from '../../alerts/io/responses.ts'
import { formatRfc3339 } from '../../schemas/time.ts'
import { withOutbox } from '../alerting/outbox-file.ts'
import type { ConfigFlags } from '../config/settings.ts'
import { configOption, dataOption, parseCount } from '../options.ts'
import { say } from '../output.ts'

/** A command about alerts, which finds their outbox as all do. */
export const common = (name: string, what: string) =>
  new Command(name).description(what).addOption(configOption()).addOption(dataOption())

/** `lifespan alerts audit`: what was done by itself. */
export function auditCommand(): Command {
  return common('audit', 'what was done by itself: whose revocation was asked for, or would have been')
    .option('--json', 'one JSON object a line')
    .option('--limit <number>', 'at most so many', parseCount, 50)
    .addHelpText('after', '\nExamples:\n  npx lifespan alerts audit\n  npx lifespan alerts audit --json --limit 1000\n')
    .action((options: ConfigFlags & { readonly json?: boolean; readonly limit: number }) =>
      withOutbox(options, (database) => {
        for (const one of new Responses(database).list(options.limit))
          say(options.json === true ? JSON.stringify(one) : responseLine(one))
      }),
    )
}

function responseLine({ at, endpoint, rule, issuer, credential, done, detail }: Response): string {
  const when = formatRfc3339(at).replace('T', ' ').slice(0, 19)
  return `${done.padEnd(8)} ${when}Z  ${endpoint}  ${rule} ${credential} of ${issuer}${detail === '' ? '' : `  ${detail}`}`
}
