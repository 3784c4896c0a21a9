import { Argument, Command, Option } from 'commander'
import { Ledger, STATES, type Entry } from '../../alerts/io/ledger.ts'
import { kindOf } from '../../schemas/config-endpoints.ts'
import { issuerPolicy, type Policy } from '../../schemas/policy.ts'
import { formatRfc3339 } from '../../schemas/time.ts'
import { explainedLines, explainRoutes } from '../alerting/explain-routes.ts'
import { publishedWith } from '../alerting/published.ts'
import { withOutbox } from '../alerting/outbox-file.ts'
import { auditCommand, common } from './alerts-audit.ts'
import { openSigner, rotateKey } from '../alerting/signing-keys.ts'
import { testEndpoint } from '../alerting/test-endpoint.ts'
import { insistOnEndpoints, type AlertsSettings } from '../config/alerts-settings.ts'
import { loadSettings, type ConfigFlags } from '../config/settings.ts'
import { parseCount } from '../options.ts'
import { note, say } from '../output.ts'
import { askData } from '../system/opened.ts'
import { findPlace } from '../system/place.ts'

interface ListOptions extends ConfigFlags {
  readonly json?: boolean
  readonly endpoint?: string
  readonly state?: (typeof STATES)[number]
  readonly limit: number
}

/** The exit code of a check that failed. */
const FAILED = 1

/** `lifespan alerts`: who is told of findings, and whether they heard. */
export function alertsCommand(): Command {
  return new Command('alerts')
    .description(
      'who is told of findings: what was sent and what was not, send again, try an endpoint, explain routes, rotate keys',
    )
    .addCommand(listCommand())
    .addCommand(redeliverCommand())
    .addCommand(enableCommand())
    .addCommand(testCommand())
    .addCommand(routesCommand())
    .addCommand(auditCommand())
    .addCommand(rotateKeyCommand())
    .addHelpText(
      'after',
      '\nExamples:\n  npx lifespan alerts list --state dead\n  npx lifespan alerts redeliver --dead\n  npx lifespan alerts test soc\n  npx lifespan alerts routes --explain 9f2c\n',
    )
}

function listCommand(): Command {
  return common('list', 'what was sent and what was not, the newest first')
    .option('--json', 'one JSON object a line')
    .option('--endpoint <name>', 'only to this one')
    .addOption(new Option('--state <state>', 'only these').choices(STATES))
    .option('--limit <number>', 'at most so many', parseCount, 50)
    .addHelpText(
      'after',
      '\nExamples:\n  npx lifespan alerts list\n  npx lifespan alerts list --endpoint soc --state dead --json\n',
    )
    .action((options: ListOptions) => withLedger(options, (ledger) => list(ledger, options)))
}

function list(ledger: Ledger, options: ListOptions): void {
  insistOnEndpoint(ledger, options.endpoint)
  const entries = ledger.list(options)
  for (const entry of entries) say(options.json === true ? JSON.stringify(entry) : entryLine(entry))
  if (options.json === true) return
  for (const { endpoint, state, count } of ledger.counts()) note(`${endpoint}: ${count} ${state}`)
  for (const { endpoint, since, disabled } of ledger.failing())
    if (disabled === '') note(`${endpoint} takes nothing since ${formatRfc3339(since)}; it is tried again`)
    else note(`${endpoint} gets nothing any more (${disabled}): npx lifespan alerts enable ${endpoint}`)
}

/** Throws where somebody means an endpoint to which nothing was ever to be sent. */
function insistOnEndpoint(ledger: Ledger, name: string | undefined): void {
  const known = [...new Set(ledger.counts().map(({ endpoint }) => endpoint))]
  if (name === undefined || known.includes(name)) return
  const others = known.length === 0 ? 'nor to any other' : `but to ${known.join(', ')}`
  throw new Error(`nothing was ever to be sent to ${name}, ${others}`)
}

function entryLine({ id, endpoint, occasion, state, alert, at, due, attempts, problem }: Entry): string {
  const when = formatRfc3339(at).replace('T', ' ').slice(0, 19)
  const next = state === 'later' ? `, again at ${formatRfc3339(due).slice(11, 19)}Z` : ''
  const why = problem === '' ? '' : `  ${problem}, ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}${next}`
  return `${state.padEnd(6)} ${when}Z  ${endpoint}  ${occasion} ${alert.rule} ${alert.subject}  ${id}${why}`
}

function redeliverCommand(): Command {
  return common('redeliver', 'send again, with the same id: one message, or all that were given up')
    .addArgument(new Argument('[message]', 'its id, as list shows it'))
    .option('--dead', 'all that were given up')
    .option('--endpoint <name>', 'with --dead: only to this one')
    .addHelpText(
      'after',
      '\nExamples:\n  npx lifespan alerts redeliver msg_0f3a…\n  npx lifespan alerts redeliver --dead --endpoint soc\n',
    )
    .action((id: string | undefined, options: ConfigFlags & { dead?: boolean; endpoint?: string }) =>
      withLedger(options, (ledger) => {
        if ((id === undefined) === (options.dead !== true)) throw new Error('name one message, or --dead')
        insistOnEndpoint(ledger, options.endpoint)
        const { again, stale } = ledger.redeliver(id === undefined ? { deadOf: options.endpoint ?? null } : { id })
        if (again + stale === 0 && id !== undefined)
          throw new Error(`there is no message ${id} that is not waiting to be sent anyway`)
        if (again === 0 && id !== undefined)
          throw new Error(`${id} says what is not so any more: its finding is over, or something newer was told`)
        say(`${again} ${again === 1 ? 'is' : 'are'} sent again`)
        if (stale > 0) note(`${stale} say what is not so any more, and stay as they are`)
      }),
    )
}

function enableCommand(): Command {
  return common('enable', 'send again to an endpoint that gets nothing any more')
    .addArgument(new Argument('<endpoint>', 'its name'))
    .addHelpText('after', '\nExamples:\n  npx lifespan alerts enable soc\n')
    .action((endpoint: string, options: ConfigFlags) =>
      withLedger(options, (ledger) => {
        insistOnEndpoint(ledger, endpoint)
        say(ledger.enable(endpoint) ? `${endpoint} is sent to again` : `${endpoint} was not disabled`)
      }),
    )
}

function testCommand(): Command {
  return common('test', 'send an invented finding to an endpoint, and say what it answers')
    .addArgument(new Argument('<endpoint>', 'its name'))
    .addHelpText('after', '\nExits with 1 if it does not take it.\n\nExamples:\n  npx lifespan alerts test soc\n')
    .action(async (name: string, options: ConfigFlags) => {
      const { endpoints, transmitter, dataDir } = await insistOnAlerts(options)
      const endpoint = endpoints.find((one) => one.name === name)
      if (endpoint === undefined) throw new Error(`there is no endpoint ${name}: there are ${namesOf(endpoints)}`)
      if (kindOf(endpoint.type).caep === 'poll')
        throw new Error(`${name} is fetched by its receiver: look there, or at lifespan alerts list --endpoint ${name}`)
      const { status, problem } = await testEndpoint(endpoint, await openSigner(dataDir, transmitter))
      say(
        problem === null
          ? `${name} took it (${status ?? 'it answers nothing'})`
          : `${name} did not take it: ${problem}`,
      )
      if (problem !== null) process.exitCode = FAILED
    })
}

const namesOf = (endpoints: AlertsSettings['endpoints']) => endpoints.map(({ name }) => name).join(', ')

function routesCommand(): Command {
  return common('routes', 'where findings go')
    .option('--explain <finding>', 'where this one would go, and why; its first digits do')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExamples:\n  npx lifespan alerts routes\n  npx lifespan alerts routes --explain 9f2c\n')
    .action(async (options: ConfigFlags & { explain?: string; json?: boolean }) => {
      const settings = await insistOnAlerts(options)
      if (options.explain === undefined) return settings.routes.forEach((route) => say(JSON.stringify(route)))
      const alert = await askData(options, ({ client }) => publishedWith(client, options.explain!))
      const explained = explainRoutes(
        settings,
        alert,
        Date.now(),
        alert.appears + issuerPolicy(settings.policy, alert.issuer).lateness,
      )
      for (const line of options.json === true ? [JSON.stringify(explained)] : explainedLines(explained)) say(line)
    })
}

function rotateKeyCommand(): Command {
  return common('rotate-key', 'sign security event tokens with a new key; the one before it stays published')
    .option('--compromised', 'publish no key but the new one: what was signed before is good no more')
    .addHelpText(
      'after',
      '\nA running Lifespan goes on with it. The key before is published until the next time, for what was signed with it.\n\nExamples:\n  npx lifespan alerts rotate-key\n  npx lifespan alerts rotate-key --compromised\n',
    )
    .action(async ({ compromised = false, ...options }: ConfigFlags & { readonly compromised?: boolean }) => {
      const { transmitter, dataDir } = await insistOnAlerts(options)
      if (transmitter === null) throw new Error('nobody takes security event tokens: name an endpoint of type caep')
      if (transmitter.keys !== null)
        throw new Error('the keys are configured: put a new one before them in alerts.signing_keys, and start again')
      await rotateKey(dataDir, compromised)
      say(`what is signed from now on is signed with a new key${compromised ? '; no other is published' : ''}`)
    })
}

interface InForce extends AlertsSettings {
  readonly policy: Policy
  readonly dataDir: string
}

async function insistOnAlerts(options: ConfigFlags): Promise<InForce> {
  const settings = await loadSettings(options)
  const alerts = insistOnEndpoints(settings)
  return { ...alerts, policy: settings.policy, dataDir: (await findPlace(settings)).dataDir }
}

const withLedger = (options: ConfigFlags, work: (ledger: Ledger) => void): Promise<void> =>
  withOutbox(options, (database) => work(new Ledger(database)))
