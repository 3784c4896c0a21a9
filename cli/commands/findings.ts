import { Command, Option } from 'commander'
import { listFindings, tenantsWithoutOwners, type ListedFinding } from '../../queries/findings.ts'
import { DEFAULT_POLICY, SEVERITIES, type Severity } from '../../schemas/policy.ts'
import { NEVER, parseRfc3339, toMillis, type Millis } from '../../schemas/time.ts'
import { findingLine } from '../finding-line.ts'
import { collect, dataOption, parseMoment } from '../options.ts'
import { note, say } from '../output.ts'
import { withData, type Opened } from '../system/opened.ts'

interface FindingsOptions {
  readonly data?: string
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
    .addOption(dataOption())
    .option('--json', 'one JSON object a line, sorted by since, rule, id')
    .option('--open', 'only what is open now')
    .option('--rule <ids>', 'only these rules: L01,G02', collect)
    .addOption(new Option('--severity <levels>', `only these: ${SEVERITIES.join(', ')}`).argParser(collect))
    .option('--source <names>', 'only on whom these sources reported', collect)
    .option('--subject <ids>', 'only about these credentials or identities', collect)
    .option('--as-of <time>', 'what was to be found then, from what had happened by then', parseMoment)
    .option('--known-at <time>', 'with the events that had arrived by then', parseMoment)
    .option('--limit <number>', 'at most so many', Number)
    .addHelpText(
      'after',
      '\nExamples:\n  lifespan findings --open\n  lifespan findings --rule L01,L02 --json\n  lifespan findings --as-of 2023-07-10T12:13:05Z\n',
    )
    .action((options: FindingsOptions) => withData(options.data, (opened) => list(opened, options)))
}

async function list({ client }: Opened, options: FindingsOptions): Promise<void> {
  const now = options.asOf ?? Date.now()
  const { open, rule: rules, severity: severities, source: sources, subject: subjects, asOf, knownAt, limit } = options
  const question = { now, open, rules, severities, sources, subjects, asOf, knownAt, limit }
  const findings = await listFindings(client, DEFAULT_POLICY, question)
  for (const finding of findings) say(options.json ? JSON.stringify(finding) : lineOf(finding, now))
  if (!options.json) say(summary(findings))
  for (const tenant of await tenantsWithoutOwners(client)) {
    note(
      `G02 is silent${tenant === 'default' ? '' : ` for tenant ${tenant}`}: no owner source yet. Owners come as owner.assigned events, or from a file: lifespan ingest --owners owners.yaml`,
    )
  }
}

function lineOf(finding: ListedFinding, now: Millis): string {
  const { id, rule, severity, subject, workload, identity, owner } = finding
  const time = (text: string | null) => (text === null ? NEVER : toMillis(parseRfc3339(text)!))
  const shown = {
    id,
    rule,
    severity,
    since: time(finding.since),
    until: time(finding.until),
    retracted: false,
    subject: { ...subject, issuer: subject.issuer ?? '' },
    workload: workload === null ? '' : workload.kind === null ? workload.id : `${workload.kind} ${workload.id}`,
    identity: identity ?? '',
    owner: owner ?? '',
  }
  return findingLine(shown, now)
}

function summary(findings: readonly ListedFinding[]): string {
  const open = findings.filter(({ state }) => state === 'open').length
  return `${findings.length} findings, ${open} open`
}
