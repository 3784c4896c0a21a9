import { join } from 'node:path'
import { Command, Option } from 'commander'
import type { FindingRow } from '../../correlator/io/finding-row.ts'
import { countFindings } from '../../queries/findings.ts'
import { Feed } from '../feed.ts'
import { introduce } from '../introduction.ts'
import { loadSettings, type ConfigFlags } from '../config/settings.ts'
import { PORTS } from '../../schemas/config.ts'
import {
  acceptGapOption,
  configOption,
  dataFlags,
  dataOption,
  parseHistory,
  parseName,
  parseSeed,
  portOption,
} from '../options.ts'
import { say } from '../output.ts'
import { endInTime, stopAsked } from '../run-until-asked.ts'
import { insistOnPorts, isNew } from '../system/first-start.ts'
import { startFleet } from '../system/fleet.ts'
import { choosePast } from '../system/past.ts'
import { startSystem, type System } from '../system/running.ts'
import { createTroubles } from '../troubles.ts'

interface UpOptions extends ConfigFlags {
  readonly seed?: string
  readonly history?: number
  readonly acceptGap?: boolean
}

/** `lifespan up`: the whole system. */
export function upCommand(): Command {
  return withOptions(
    new Command('up').description('run the whole system: ClickHouse, collector, correlator'),
    './lifespan-data',
  )
    .addHelpText(
      'after',
      '\nExamples:\n  npx lifespan up\n  npx lifespan up --data /var/lib/lifespan --otlp-port 4318\n  npx lifespan up --owners owners.yaml\n',
    )
    .action((options: UpOptions) => run(options, './lifespan-data', false))
}

/** `lifespan demo`: the same, with the simulated fleet beside it; the past is told to an empty directory alone. */
export function demoCommand(): Command {
  return withOptions(
    new Command('demo').description('run the whole system with a simulated fleet beside it, which speaks OTLP'),
    './lifespan-demo',
  )
    .addOption(new Option('--seed <number>', 'which fleet').argParser(parseSeed).default('1', '1'))
    .addOption(
      new Option('--history <length>', 'how much of the past the fleet tells first: 6h, 2d, 0h')
        .argParser(parseHistory)
        .default(undefined, '6h where there is no data yet, else the rest of what was cut short'),
    )
    .addHelpText('after', '\nExamples:\n  npx lifespan demo\n  npx lifespan demo --seed 7 --history 12h\n')
    .action((options: UpOptions) => run(options, './lifespan-demo', true))
}

function withOptions(command: Command, data: string): Command {
  return command
    .addOption(configOption())
    .addOption(dataOption(data))
    .option('--owners <file>', 'who answers for which identities, as YAML or CSV', parseName)
    .addOption(acceptGapOption())
    .addOption(portOption('otlp-port', 'OTLP over HTTP', PORTS.otlp_http))
    .addOption(portOption('otlp-grpc-port', 'OTLP over gRPC', PORTS.otlp_grpc))
    .addOption(portOption('clickhouse-port', 'ClickHouse over HTTP', PORTS.clickhouse_http))
    .addOption(portOption('clickhouse-tcp-port', "ClickHouse's native protocol", PORTS.clickhouse_tcp))
}

async function run(options: UpOptions, data: string, withFleet: boolean): Promise<void> {
  const asked = stopAsked()
  const early: FindingRow[] = []
  let hear: (rows: readonly FindingRow[]) => void = (rows) => early.push(...rows)
  const settings = await loadSettings(options)
  const onTrouble = createTroubles()
  const { ports } = settings
  const dataDir = settings.data ?? join(process.cwd(), data)
  if (isNew({ dataDir, run: null })) await insistOnPorts(settings)
  const system = await startSystem({
    ...settings,
    dataDir,
    otlpHttp: ports.otlp_http,
    otlpGrpc: ports.otlp_grpc,
    clickhouseHttp: ports.clickhouse_http,
    clickhouseTcp: ports.clickhouse_tcp,
    choosePolicy: () => settings.policy,
    acceptGap: options.acceptGap ?? false,
    onFindings: (rows) => hear(rows),
    onTrouble,
  })
  const known = await countFindings(system.server.client).catch(() => 0)
  const flags = dataFlags(options)
  introduce(system, settings, known - early.filter(({ change }) => change.activity === 'create').length, flags)
  const feed = new Feed(flags)
  hear = (rows) => feed.lines(rows, Date.now()).forEach((line) => say(line))
  hear(early)
  const fleet = withFleet ? await joinFleet(system, options, known > 0, onTrouble) : null
  const failed = await Promise.race([asked, engineEnded(system)])
  endInTime()
  system.hurry()
  await Promise.all([fleet?.stop(), system.stop()])
  if (failed !== null) throw new Error(failed)
}

/** Starts the fleet, which tells its past first. */
async function joinFleet(
  { otlp, dataDir }: System,
  { seed = '1', history }: UpOptions,
  hasFindings: boolean,
  onTrouble: (error: Error) => void,
) {
  const past = await choosePast(dataDir, { seed, hours: history, hasFindings }, Date.now())
  return startFleet(otlp.url, dataDir, past, onTrouble)
}

/** Resolves with what happened when the engine ended by itself. */
async function engineEnded({ server }: System): Promise<string> {
  return `the ClickHouse engine ended by itself: ${(await server.exited) || 'it said nothing'}`
}
