import { connect, type ClickHouse, type ConnectOptions } from '../../clickhouse/client.ts'
import { DEFAULT_POLICY, type Policy } from '../../schemas/policy.ts'
import { loadSettings, type ConfigFlags, type Settings } from '../config/settings.ts'
import { aside, note } from '../output.ts'
import { createTroubles } from '../troubles.ts'
import { newSecrets, openSecrets, type Secrets } from './data-directory.ts'
import { reaching } from './foreign.ts'
import { describePlace, findPlace, insistOnData, type Place } from './place.ts'
import { policyVersion } from './policy.ts'
import type { Run } from './run-file.ts'
import { openServer } from './server.ts'
import type { SystemOptions, WholeCore } from './core.ts'
import { openEmbedded } from './embedded.ts'
import { formOf } from './log-form.ts'
import { onFoundation } from './system.ts'

/** Data that a command works with: of a running Lifespan, or opened for the command alone. */
export interface Opened {
  readonly client: ClickHouse
  /** As the analyst: views alone. */
  readonly analyst: ClickHouse
  readonly run: Run | null
  readonly dataDir: string
  readonly settings: Settings
  /** What the findings came about under. */
  readonly policy: Policy
  /** Where nothing ran: the core that was opened, with every row restored and judged; null also where others judge what Kafka holds. */
  readonly core: WholeCore | null
  close(): Promise<void>
}

/** What a command was asked, as far as it says which data it means, and whether people read what it says. */
export interface Asked extends ConfigFlags {
  /** Set where programs read it: then nothing is said beside the answer. */
  readonly json?: boolean | undefined
  readonly csv?: boolean | undefined
}

const ANY = { port: 0, named: false }

/** Does something with data, made where there are none, and closes them again whatever comes of it. */
export async function withData<T>(asked: Asked, work: (opened: Opened) => Promise<T>): Promise<T> {
  const settings = await loadSettings(asked)
  const place = await findPlace(settings)
  return during(place, settings, asked, work, () => openSecrets(place.dataDir, settings.key))
}

/** Asks something of data that are there: makes nothing. Throws where there are none. */
export async function askData<T>(asked: Asked, work: (opened: Opened) => Promise<T>): Promise<T> {
  const settings = await loadSettings(asked)
  const place = await findPlace(settings)
  await insistOnData(place)
  return during(place, settings, asked, work, () => secretsOfQuestion(place))
}

/** What is stored, as it is. */
export interface Stored {
  readonly client: ClickHouse
  readonly runs: boolean
  /** Under which policies it came about: the one that stands first, and one that a start left before it had judged all. */
  readonly policies: readonly [Policy, ...Policy[]]
}

/** Asks something of what is stored: where nothing runs, nothing is judged and so nothing mended. */
export async function askStored<T>(asked: Asked, work: (stored: Stored) => Promise<T>): Promise<T> {
  const settings = await loadSettings(asked)
  const place = await findPlace(settings)
  const { dataDir, run } = place
  if (run !== null) return askData(asked, ({ client, policy }) => work({ client, runs: true, policies: [policy] }))
  await insistOnData(place)
  tellPlace(place, asked)
  const { clickhouse, cluster, retention } = settings
  const choosePolicy = ([last = DEFAULT_POLICY]: readonly Policy[]) => last
  const ports = { httpPort: 0, tcpPort: 0, named: { http: false, tcp: false } }
  const secrets = await secretsOfQuestion(place)
  const server = await openServer({ dataDir, secrets, ...ports, clickhouse, cluster, retention, choosePolicy })
  try {
    const { client, policy, judgedUnder } = server
    tellDifference(settings, policy, 'was judged')
    return await work({ client, runs: false, policies: [policy, ...judgedUnder.slice(1)] })
  } finally {
    await server.stop()
  }
}

/** A question of the user's own ClickHouse needs no secrets, and leaves no directory behind. */
async function secretsOfQuestion({ clickhouse, dataDir }: Place): Promise<Secrets> {
  return clickhouse === null ? openSecrets(dataDir) : newSecrets()
}

function tellPlace(place: Place, { json, csv }: Asked): void {
  if (!json && !csv) aside(`data: ${describePlace(place)}`)
}

/** Where a policy is configured and what is asked about came about under another one, that is said: answers would puzzle. */
function tellDifference({ file, saysPolicy, policy }: Settings, under: Policy, how: string): void {
  const [ours, theirs] = [policyVersion(policy), policyVersion(under)]
  if (!saysPolicy || ours === theirs) return
  note(
    `policy: ${theirs}, under which this ${how}; that of ${file ?? 'the environment'}, ${ours}, holds from the next start on`,
  )
}

async function during<T>(
  place: Place,
  settings: Settings,
  asked: Asked,
  work: (opened: Opened) => Promise<T>,
  secrets: () => Promise<Secrets>,
): Promise<T> {
  tellPlace(place, asked)
  const { run } = place
  const opened =
    run === null ? await openAlone(place, settings, await secrets()) : await besideRun(place, settings, run)
  const { clickhouse } = place
  try {
    return await (clickhouse === null ? work(opened) : reaching(clickhouse, () => work(opened)))
  } finally {
    await opened.close()
  }
}

async function besideRun({ dataDir }: Place, settings: Settings, run: Run): Promise<Opened> {
  const as = await accessTo(dataDir, settings, run)
  const client = connect(as('lifespan'))
  const analyst = connect(as('analyst'))
  const close = async () => void (await Promise.all([client.close(), analyst.close()]))
  // A Lifespan of before this was written down had the defaults.
  const { policy = DEFAULT_POLICY } = run as Partial<Run>
  tellDifference(settings, policy, 'is judged')
  return { client, analyst, run, dataDir, settings, policy, core: null, close }
}

/** How the databases of a running Lifespan are reached: the user's own ClickHouse as it is configured, which is not written down. */
export async function accessTo(
  dataDir: string,
  { clickhouse }: Settings,
  run: Run,
): Promise<(database: 'lifespan' | 'analyst') => ConnectOptions> {
  if (!run.foreign) {
    const { passwords } = await openSecrets(dataDir)
    // A Lifespan of before the gates has the engine where people find it.
    const { engine = run.clickhouse } = run as Partial<Run>
    return (user) => ({ url: engine, user, password: passwords[user], database: user })
  }
  if (clickhouse !== null) return (database) => ({ ...clickhouse, database })
  const where = `the Lifespan that runs on ${dataDir} keeps its data in ClickHouse at ${run.clickhouse}`
  throw new Error(`${where}: set CLICKHOUSE_URL, CLICKHOUSE_USER and CLICKHOUSE_PASSWORD as it has them, or --config`)
}

async function openAlone({ dataDir }: Place, settings: Settings, secrets: Secrets): Promise<Opened> {
  const { saysPolicy, policy, clickhouse, cluster, retention } = settings
  const options: SystemOptions = {
    dataDir,
    secrets,
    clickhouseHttp: ANY,
    clickhouseTcp: ANY,
    clickhouse,
    cluster,
    retention,
    // Whoever says no policy does not mean to change the one there is.
    choosePolicy: ([last = policy]) => (saysPolicy ? policy : last),
    onFindings: () => undefined,
    onTrouble: createTroubles(),
  }
  return onFoundation(options, async (foundation) => {
    const { server } = foundation
    // What came from Kafka is judged by those who read it there.
    const core = (await formOf(server.client)) === 'kafka' ? null : await openEmbedded(foundation, options)
    const analyst = connect(server.analyst)
    const close = async () => {
      await analyst.close()
      await (core ?? server).stop()
    }
    return { client: server.client, analyst, run: null, dataDir, settings, policy: server.policy, core, close }
  })
}
