import { connect, type ClickHouse } from '../../clickhouse/client.ts'
import { note } from '../output.ts'
import { dataDirectory, openSecrets } from './data-directory.ts'
import { findRun, type Run } from './run-file.ts'
import { openServer } from './server.ts'
import { openCore, type Core } from './system.ts'

/** A data directory that a question can be asked of: that of a running Lifespan, or one opened for the question alone. */
export interface Opened {
  readonly client: ClickHouse
  /** As the analyst: views alone. */
  readonly analyst: ClickHouse
  readonly run: Run | null
  /** Where nothing ran: the core that was opened, with every row restored and judged. */
  readonly core: Core | null
  close(): Promise<void>
}

const ANY = { port: 0, named: false }

/** Finds the running Lifespan of a data directory (without `--data` also that of a demo), or opens the directory for a while. */
async function openData(flag: string | undefined): Promise<Opened> {
  const found = await findRunning(flag)
  return found === null ? openAlone(dataDirectory(flag, DATA)) : besideRun(found.dataDir, found.run)
}

const DATA = './lifespan-data'
const DEMO = './lifespan-demo'

async function findRunning(flag: string | undefined): Promise<{ dataDir: string; run: Run } | null> {
  const named = flag !== undefined || process.env['LIFESPAN_DATA'] !== undefined
  for (const dataDir of [dataDirectory(flag, DATA), ...(named ? [] : [dataDirectory(undefined, DEMO)])]) {
    const run = await findRun(dataDir)
    if (run !== null) return { dataDir, run }
  }
  return null
}

/** Does something with what is stored, as it is: where nothing runs, nothing is judged and so nothing mended. */
export async function withStored<T>(
  flag: string | undefined,
  work: (client: ClickHouse, runs: boolean) => Promise<T>,
): Promise<T> {
  const found = await findRunning(flag)
  if (found !== null) return withData(flag, ({ client }) => work(client, true))
  const dataDir = dataDirectory(flag, DATA)
  const options = {
    dataDir,
    secrets: await openSecrets(dataDir),
    httpPort: 0,
    tcpPort: 0,
    named: { http: false, tcp: false },
  }
  const server = await openServer(options)
  try {
    return await work(server.client, false)
  } finally {
    await server.stop()
  }
}

async function besideRun(dataDir: string, run: Run): Promise<Opened> {
  const { passwords } = await openSecrets(dataDir)
  const as = (user: 'lifespan' | 'analyst') =>
    connect({ url: run.clickhouse, user, password: passwords[user], database: user })
  const client = as('lifespan')
  const analyst = as('analyst')
  return {
    client,
    analyst,
    run,
    core: null,
    close: async () => void (await Promise.all([client.close(), analyst.close()])),
  }
}

async function openAlone(dataDir: string): Promise<Opened> {
  const core = await openCore({
    dataDir,
    clickhouseHttp: ANY,
    clickhouseTcp: ANY,
    onFindings: () => undefined,
    onTrouble: (error) => note(`lifespan: ${error.message} (trying again)`),
  })
  const analyst = connect(core.server.analyst)
  const close = async () => {
    await analyst.close()
    await core.stop()
  }
  return { client: core.server.client, analyst, run: null, core, close }
}

/** Does something with a data directory, and closes it again whatever comes of it. */
export async function withData<T>(flag: string | undefined, work: (opened: Opened) => Promise<T>): Promise<T> {
  const opened = await openData(flag)
  try {
    return await work(opened)
  } finally {
    await opened.close()
  }
}
