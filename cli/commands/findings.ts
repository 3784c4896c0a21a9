import { Command, Option } from 'commander'
import { usesGoneBefore } from '../../clickhouse/retention.ts'
import { askFindings, tenantsWithoutOwners, type ListedFinding } from '../../queries/findings.ts'
import { millisOf } from '../../queries/moments.ts'
import { SEVERITIES, type Severity } from '../../schemas/policy.ts'
import { formatRfc3339, NEVER, type Millis } from '../../schemas/time.ts'
import type { ConfigFlags } from '../config/settings.ts'
import { hintsOf } from '../empty-answer.ts'
import { findingLine } from '../finding-line.ts'
import {
  collect,
  collectRules,
  collectSeverities,
  configOption,
  dataFlags,
  dataOption,
  parseCount,
  parseMoment,
  RULE_IDS,
} from '../options.ts'
import { note, say } from '../output.ts'
import { askData, type Opened } from '../system/opened.ts'

/** What `lifespan findings` is asked. */
export interface FindingsOptions extends ConfigFlags {
  readonly json?: boolean
  readonly open?: boolean
  readonly rule?: readonly string[]
  readonly severity?: readonly Severity[]
  readonly source?: readonly string[]
  readonly subject?: readonly string[]
  readonly asOf?: Millis
  readonly knownAt?: Millis
  readonly limit?: number
}

/** `lifespan findings`: what was found, open and closed. */
export function findingsCommand(): Command {
  return new Command('findings')
    .description('list what was found, open and closed')
    .addOption(configOption())
    .addOption(dataOption())
    .option('--json', 'one JSON object a line, sorted by since, rule, id')
    .option('--open', 'only what is open now')
    .addOption(new Option('--rule <ids>', 'only these rules: L01,G02').choices(RULE_IDS).argParser(collectRules))
    .addOption(new Option('--severity <levels>', 'only these').choices(SEVERITIES).argParser(collectSeverities))
    .option('--source <names>', 'only on whom these sources reported', collect)
    .option('--subject <ids>', 'only about these credentials or identities', collect)
    .option('--as-of <time>', 'what was to be found then, from what had happened by then', parseMoment)
    .option('--known-at <time>', 'with the events that had arrived by then', parseMoment)
    .option('--limit <number>', 'at most so many', parseCount)
    .addHelpText(
      'after',
      '\nExamples:\n  npx lifespan findings --open\n  npx lifespan findings --rule L01,L02 --json\n  npx lifespan findings --as-of 2023-07-10T12:13:06Z --data ./lifespan-demo\n',
    )
    .action((options: FindingsOptions) => askData(options, (opened) => list(opened, options)))
}

async function list({ client, policy }: Opened, options: FindingsOptions): Promise<void> {
  const now = options.asOf ?? Date.now()
  const { open, rule: rules, severity: severities, source: sources, subject: subjects, asOf, knownAt, limit } = options
  const question = { now, open, rules, severities, sources, subjects, asOf, knownAt, limit }
  const { findings, total, totalOpen } = await askFindings(client, policy, question)
  for (const finding of findings) say(options.json ? JSON.stringify(finding) : lineOf(finding, now))
  if (!options.json) say(summary(findings.length, total, totalOpen))
  if (!options.json && total === 0) for (const hint of await hintsOf(client, policy, question)) note(hint)
  const gone = asOf === undefined && knownAt === undefined ? 0 : await usesGoneBefore(client)
  if (gone > 0)
    note(
      `uses that were received before ${formatRfc3339(gone)} are gone (retention): what hung on them alone is not here`,
    )
  for (const tenant of await tenantsWithoutOwners(client)) {
    note(
      `G02 is silent${tenant === 'default' ? '' : ` for tenant ${tenant}`}: no owner source yet. Owners come as owner.assigned events, or from a file: npx lifespan ingest --owners owners.yaml${dataFlags(options)}`,
    )
  }
}

function lineOf(finding: ListedFinding, now: Millis): string {
  const { id, rule, severity, since, until, subject, workload, identity } = finding
  const about = { workload: workload?.id ?? '', workloadKind: workload?.kind ?? '', identity: identity ?? '' }
  const times = { since: millisOf(since), until: until === null ? NEVER : millisOf(until) }
  return findingLine({ id, rule, severity, ...times, subject: subject.id, ...about }, now)
}

function summary(shown: number, total: number, open: number): string {
  const findings = total === 1 ? 'finding' : 'findings'
  if (shown < total) return `${shown} of ${total} ${findings} shown (--limit), ${open} open`
  return `${total} ${findings}, ${open} open`
}
