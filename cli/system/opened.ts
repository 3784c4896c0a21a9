import { connect, type ClickHouse } from '../../clickhouse/client.ts'
import { note } from '../output.ts'
import { dataDirectory, openSecrets } from './data-directory.ts'
import { findRun, type Run } from './run-file.ts'
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
  const dataDir = dataDirectory(flag, './lifespan-data')
  const run = await findRun(dataDir)
  if (run !== null) return besideRun(dataDir, run)
  if (flag === undefined && process.env['LIFESPAN_DATA'] === undefined) {
    const demo = dataDirectory(undefined, './lifespan-demo')
    const live = await findRun(demo)
    if (live !== null) return besideRun(demo, live)
  }
  return openAlone(dataDir)
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
