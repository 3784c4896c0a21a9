import { Command, Option } from 'commander'
import { colours } from '../colours.ts'
import type { FindingRow } from '../../correlator/io/finding-row.ts'
import { findingLine, shownOf } from '../finding-line.ts'
import { parsePort } from '../options.ts'
import { note, say } from '../output.ts'
import { dataDirectory } from '../system/data-directory.ts'
import { startFleet } from '../system/fleet.ts'
import { startSystem, type PortChoice, type System } from '../system/system.ts'

interface UpOptions {
  readonly data?: string
  readonly owners?: string
  readonly otlpPort: PortChoice
  readonly clickhousePort: PortChoice
  readonly clickhouseTcpPort: PortChoice
  readonly seed?: string
  readonly history?: string
}

const OTLP_PORT = 4318
const CLICKHOUSE_PORT = 8123
const CLICKHOUSE_TCP_PORT = 9000
const STOP_PATIENCE_MS = 4_500
/** Findings of the past are many at a first start: beyond so many at once they are counted, not printed. */
const MOST_LINES = 25

/** `lifespan up`: the whole system. */
export function upCommand(): Command {
  return withOptions(
    new Command('up').description('run the whole system: ClickHouse, collector, correlator'),
    './lifespan-data',
  )
    .addHelpText('after', '\nExamples:\n  lifespan up\n  lifespan up --data /var/lib/lifespan --otlp-port 4318\n')
    .action((options: UpOptions) => run(options, './lifespan-data', false))
}

/** `lifespan demo`: the same, with the simulated fleet beside it. */
export function demoCommand(): Command {
  return withOptions(
    new Command('demo').description('the same with a simulated fleet that speaks OTLP'),
    './lifespan-demo',
  )
    .option('--seed <number>', 'which fleet', '1')
    .option('--history <hours>', 'how much of the past the fleet tells first', '6h')
    .addHelpText('after', '\nExamples:\n  lifespan demo\n  lifespan demo --seed 7 --history 12h\n')
    .action((options: UpOptions) => run(options, './lifespan-demo', true))
}

function withOptions(command: Command, data: string): Command {
  const port = (flag: string, what: string, fallback: number) =>
    new Option(`--${flag} <port>`, what)
      .argParser(parsePort)
      .default({ port: fallback, named: false }, `${fallback}, or the next free one`)
  return command
    .option('--data <directory>', `where Lifespan keeps its data (environment: LIFESPAN_DATA; default: ${data})`)
    .option('--owners <file>', 'who answers for which identities, as YAML or CSV')
    .addOption(port('otlp-port', 'OTLP over HTTP', OTLP_PORT))
    .addOption(port('clickhouse-port', 'ClickHouse over HTTP', CLICKHOUSE_PORT))
    .addOption(port('clickhouse-tcp-port', "ClickHouse's native protocol", CLICKHOUSE_TCP_PORT))
}

const UNCONFINED =
  'lifespan: this kernel cannot confine ClickHouse (Landlock, Linux 5.19 and later): whoever has the password of the analyst can read files of this user'

async function run(options: UpOptions, data: string, withFleet: boolean): Promise<void> {
  const asked = stopAsked()
  const system = await startSystem({
    dataDir: dataDirectory(options.data, data),
    otlpHttp: options.otlpPort,
    clickhouseHttp: options.clickhousePort,
    clickhouseTcp: options.clickhouseTcpPort,
    owners: options.owners,
    onFindings: printFindings,
    onTrouble: createTroubles(),
  })
  introduce(system)
  const { seed = '1', history = '6h' } = options
  const fleet = withFleet ? startFleet(system.otlp.url, { seed, history }) : null
  const failed = await Promise.race([asked, engineEnded(system)])
  endInTime()
  await Promise.all([fleet?.stop(), system.stop()])
  if (failed !== null) throw new Error(failed)
}

function introduce({ otlp, server, dataDir }: System): void {
  const { user, password } = server.analyst
  say(`Lifespan is up, with its data in ${dataDir}`)
  say(`  OTLP        ${otlp.url}/v1/traces and /v1/logs`)
  say(`  ClickHouse  ${server.url}  user ${user}  password ${password}  (in a browser: ${server.url}/play)`)
  say(
    `  a query     curl -s '${server.url}/?user=${user}&password=${password}' --data-binary "SELECT rule, severity, count() FROM analyst.findings WHERE state = 'open' GROUP BY ALL ORDER BY ALL"`,
  )
  if (!server.confined) note(UNCONFINED)
  say('  Ctrl-C stops it; the data stay. Findings, as they happen:')
  say()
}

function printFindings(rows: readonly FindingRow[]): void {
  const now = Date.now()
  for (const row of rows.slice(0, MOST_LINES)) say(findingLine(shownOf(row), now))
  if (rows.length > MOST_LINES) say(colours.dim(`… and ${rows.length - MOST_LINES} more: lifespan findings`))
}

/** Prints a trouble once, and again only when another one came in between or a minute has passed. */
function createTroubles(): (error: Error) => void {
  let last = ''
  let at = 0
  return ({ message }) => {
    if (message === last && Date.now() - at < 60_000) return
    last = message
    at = Date.now()
    note(`lifespan: ${message} (trying again)`)
  }
}

/** A stop that takes too long is cut short: what was acknowledged is durable, and the next start makes up for the rest. */
function endInTime(): void {
  const late = () => {
    note('lifespan: ClickHouse does not answer; ending without it. Nothing that was acknowledged is lost')
    process.exit(1)
  }
  setTimeout(late, STOP_PATIENCE_MS).unref()
}

/** Resolves when we are asked to stop: listened for from the first moment on, for a start takes a while. */
function stopAsked(): Promise<null> {
  return new Promise((resolve) => {
    // Stays on: a terminal and whoever started us may both signal, and the second one must not cut the first one short.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(null))
    // Under another Node (bin/lifespan.js) we end with whoever started us; the channel to it does not keep us alive.
    process.on('disconnect', () => resolve(null))
    process.channel?.unref()
  })
}

/** Resolves with what happened when the engine ended by itself. */
async function engineEnded({ server }: System): Promise<string> {
  return `the ClickHouse engine ended by itself: ${(await server.exited) || 'it said nothing'}`
}
