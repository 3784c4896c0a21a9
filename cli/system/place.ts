import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { connect, type ConnectOptions } from '../../clickhouse/client.ts'
import { Fault } from '../../clickhouse/fault.ts'
import type { Settings } from '../config/settings.ts'
import { hostOf, insistOnServer, reaching } from './foreign.ts'
import { findRun, type Run } from './run-file.ts'

const DATA = './lifespan-data'
const DEMO = './lifespan-demo'

/** Where a command finds its data: a directory, and the Lifespan that runs on it. */
export interface Place {
  readonly dataDir: string
  readonly run: Run | null
  /** The user's own ClickHouse, where one is configured. */
  readonly clickhouse: ConnectOptions | null
}

/** The data directory that is configured, or the one in this folder. */
export const dataDirOf = ({ data }: Pick<Settings, 'data'>): string => data ?? resolve(DATA)

/** The place that is configured; where none is, also that of a demo that runs. */
export async function findPlace({ data, clickhouse }: Pick<Settings, 'data' | 'clickhouse'>): Promise<Place> {
  const dataDir = dataDirOf({ data })
  for (const each of [dataDir, ...(data === null ? [resolve(DEMO)] : [])]) {
    const run = await findRun(each)
    // Whoever names a ClickHouse does not mean a Lifespan on another one.
    const isAskedFor = clickhouse === null || clickhouse.url === run?.clickhouse
    if (run !== null && isAskedFor) return { dataDir: each, run, clickhouse }
  }
  return { dataDir, run: null, clickhouse }
}

/** A place as people read it. */
export function describePlace({ dataDir, run, clickhouse }: Place): string {
  if (run !== null) return `${dataDir} (a Lifespan runs on it, process ${run.pid})`
  return clickhouse === null ? dataDir : `ClickHouse at ${hostOf(clickhouse)} (CLICKHOUSE_URL)`
}

/** Throws where nothing was ever stored: a question makes nothing. */
export async function insistOnData({ dataDir, run, clickhouse }: Place): Promise<void> {
  if (run !== null) return
  if (clickhouse !== null) return insistOnTables(clickhouse)
  if (await holdsData(dataDir)) return
  const what = `run 'npx lifespan up' or 'npx lifespan ingest', or name another directory with --data (LIFESPAN_DATA)`
  const demo = (await holdsData(resolve(DEMO))) ? `\na demo's data lies in ${DEMO}: add --data lifespan-demo` : ''
  throw new Fault('DATA_DIR_UNUSABLE', `there is no data in ${dataDir}: ${what}${demo}`)
}

async function insistOnTables(foreign: ConnectOptions): Promise<void> {
  await insistOnServer(foreign)
  const client = connect(foreign)
  const tables = "SELECT 1 FROM system.tables WHERE database = 'lifespan' AND name = 'events'"
  const found = await reaching(foreign, () => client.rows(tables)).finally(() => client.close())
  if (found.length > 0) return
  const what = `run 'npx lifespan up' or 'npx lifespan ingest' with the same CLICKHOUSE_URL`
  throw new Error(`there is no data of Lifespan's in ClickHouse at ${hostOf(foreign)}: ${what}`)
}

/** Whether an engine ever held a data directory. */
async function holdsData(dataDir: string): Promise<boolean> {
  try {
    return (await stat(join(dataDir, 'engine.json'))).isFile()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return false
    throw new Fault('DATA_DIR_UNUSABLE', `cannot read ${dataDir} (${code})`, { cause: error })
  }
}
