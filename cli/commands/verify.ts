import { Command } from 'commander'
import { verify, verifyAtRest, type Difference, type Verified } from '../../queries/verify.ts'
import { judgeAnew } from '../../correlator/io/judge-anew.ts'
import type { ConfigFlags } from '../config/settings.ts'
import { configOption, dataOption } from '../options.ts'
import { say } from '../output.ts'
import { askStored } from '../system/opened.ts'

/** `lifespan verify`: every rule once more, as SQL over the raw events. */
export function verifyCommand(): Command {
  return new Command('verify')
    .description('recompute every rule as SQL from the raw events, and compare')
    .addOption(configOption())
    .addOption(dataOption())
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      '\nExits with 1 if anything differs, and names it.\n\nExamples:\n  npx lifespan verify\n  npx lifespan verify --data /var/lib/lifespan --json\n',
    )
    .action((options: ConfigFlags & { json?: boolean }) =>
      askStored(options, async ({ client, runs, policies }) => {
        const result = await (runs
          ? verify(client, policies[0])
          : verifyAtRest(client, policies, (policy, now) => judgeAnew(client, policy, now)))
        if (options.json) say(JSON.stringify(result))
        else report(result)
        if (!result.ok) process.exitCode = 1
      }),
    )
}

function report(result: Verified): void {
  const { compared, rules, differences, different, wrongHashes, keysWithTwoIds, leftOut, judgedAnew } = result
  if (judgedAnew) say('what is stored is right, but the rules of this Lifespan make something else of it:')
  for (const difference of differences) say(lineOf(difference, judgedAnew ? 'judged' : 'stored'))
  for (const id of wrongHashes) say(`the hash of finding ${id} is not that of its content: somebody changed it`)
  if (keysWithTwoIds > 0) say(`${keysWithTwoIds} keys stand for more than one id: was the hash key replaced?`)
  if (leftOut > 0)
    say(
      `${leftOut} ${leftOut === 1 ? 'credential is' : 'credentials are'} left out: uses received so long ago are gone`,
    )
  const each = Object.entries(rules).map(([rule, findings]) => `${rule} ${findings}`)
  const named = new Set(differences.map(({ id }) => id))
  const found = different + wrongHashes.filter((id) => !named.has(id)).length + keysWithTwoIds
  say(`${compared} findings compared (${each.join(', ')}), ${found} ${found === 1 ? 'difference' : 'differences'}`)
}

function lineOf({ side, rule, subject, id, stream, sql }: Difference, told: 'stored' | 'judged'): string {
  return `${side}: ${rule} ${subject} (${id})${stream ? `\n  ${told}     ${JSON.stringify(stream)}` : ''}${sql ? `\n  recomputed ${JSON.stringify(sql)}` : ''}`
}
