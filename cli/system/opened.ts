import { connect, type ClickHouse, type ConnectOptions } from '../../clickhouse/client.ts'
import { aside, complain } from '../output.ts'
import { newSecrets, openSecrets, type Secrets } from './data-directory.ts'
import { foreignAccess } from './foreign.ts'
import { describePlace, findPlace, insistOnData, type Place } from './place.ts'
import type { Run } from './run-file.ts'
import { openServer } from './server.ts'
import { openCore, type Core } from './system.ts'

/** Data that a command works with: of a running Lifespan, or opened for the command alone. */
export interface Opened {
  readonly client: ClickHouse
  /** As the analyst: views alone. */
  readonly analyst: ClickHouse
  readonly run: Run | null
  readonly dataDir: string
  /** Where nothing ran: the core that was opened, with every row restored and judged. */
  readonly core: Core | null
  close(): Promise<void>
}

/** Which data a command means, and whether people read what it says. */
export interface Asked {
  readonly data?: string | undefined
  /** Set where programs read it: then nothing is said beside the answer. */
  readonly json?: boolean | undefined
  readonly csv?: boolean | undefined
}

const ANY = { port: 0, named: false }

/** Does something with data, made where there are none, and closes them again whatever comes of it. */
export async function withData<T>(asked: Asked, work: (opened: Opened) => Promise<T>): Promise<T> {
  const place = await findPlace(asked.data)
  return during(place, asked, work, () => openSecrets(place.dataDir))
}

/** Asks something of data that are there: makes nothing. Throws where there are none. */
export async function askData<T>(asked: Asked, work: (opened: Opened) => Promise<T>): Promise<T> {
  const place = await findPlace(asked.data)
  await insistOnData(place)
  return during(place, asked, work, () => secretsOfQuestion(place.dataDir))
}

/** The same of what is stored, as it is: where nothing runs, nothing is judged and so nothing mended. */
export async function askStored<T>(asked: Asked, work: (client: ClickHouse, runs: boolean) => Promise<T>): Promise<T> {
  const place = await findPlace(asked.data)
  const { dataDir, run } = place
  if (run !== null) return askData(asked, ({ client }) => work(client, true))
  await insistOnData(place)
  tellPlace(place, asked)
  const ports = { httpPort: 0, tcpPort: 0, named: { http: false, tcp: false } }
  const server = await openServer({ dataDir, secrets: await secretsOfQuestion(dataDir), ...ports })
  try {
    return await work(server.client, false)
  } finally {
    await server.stop()
  }
}

/** A question of the user's own ClickHouse needs no secrets, and leaves no directory behind. */
async function secretsOfQuestion(dataDir: string): Promise<Secrets> {
  return foreignAccess() === null ? openSecrets(dataDir) : newSecrets()
}

function tellPlace(place: Place, { json, csv }: Asked): void {
  if (!json && !csv) aside(`data: ${describePlace(place)}`)
}

async function during<T>(
  place: Place,
  asked: Asked,
  work: (opened: Opened) => Promise<T>,
  secrets: () => Promise<Secrets>,
): Promise<T> {
  tellPlace(place, asked)
  const { dataDir, run } = place
  const opened = run === null ? await openAlone(dataDir, await secrets()) : await besideRun(dataDir, run)
  try {
    return await work(opened)
  } finally {
    await opened.close()
  }
}

async function besideRun(dataDir: string, run: Run): Promise<Opened> {
  const as = await accessTo(dataDir, run)
  const client = connect(as('lifespan'))
  const analyst = connect(as('analyst'))
  const close = async () => void (await Promise.all([client.close(), analyst.close()]))
  return { client, analyst, run, dataDir, core: null, close }
}

/** How the databases of a running Lifespan are reached: the user's own ClickHouse as the environment says, which is not written down. */
async function accessTo(dataDir: string, run: Run): Promise<(database: 'lifespan' | 'analyst') => ConnectOptions> {
  if (!run.foreign) {
    const { passwords } = await openSecrets(dataDir)
    return (user) => ({ url: run.clickhouse, user, password: passwords[user], database: user })
  }
  const foreign = foreignAccess()
  if (foreign !== null) return (database) => ({ ...foreign, database })
  const where = `the Lifespan that runs on ${dataDir} keeps its data in ClickHouse at ${run.clickhouse}`
  throw new Error(`${where}: set CLICKHOUSE_URL, CLICKHOUSE_USER and CLICKHOUSE_PASSWORD as it has them`)
}

async function openAlone(dataDir: string, secrets: Secrets): Promise<Opened> {
  const core = await openCore({
    dataDir,
    secrets,
    clickhouseHttp: ANY,
    clickhouseTcp: ANY,
    onFindings: () => undefined,
    onTrouble: (error) => complain(`${error.message} (trying again)`),
  })
  const analyst = connect(core.server.analyst)
  const close = async () => {
    await analyst.close()
    await core.stop()
  }
  return { client: core.server.client, analyst, run: null, dataDir, core, close }
}
