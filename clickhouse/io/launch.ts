import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from '../client.ts'
import { createDatabases } from '../databases.ts'
import { Fault } from '../fault.ts'
import { removeCutViews } from './cut-views.ts'
import { adviceOnDamage } from './damage.ts'
import { hold, writePrivate } from './data-directory.ts'
import {
  engineConfig,
  holdingQueries,
  kafkaEnvironment,
  serverMemory,
  sessionArguments,
  type ConfigOptions,
  type Passwords,
} from './engine-config.ts'
import { spawnEngine, type EngineProcess, type ExitReason } from './engine-process.ts'
import { loopback } from './ports.ts'
import { noRoom } from './room.ts'
import { sweepEmptyFiles } from './sweep.ts'

/** What one engine is launched with. */
export interface LaunchOptions extends ConfigOptions {
  readonly dataDir: string
  readonly passwords: Passwords
}

export interface Ports {
  readonly http: number
  readonly tcp: number
}

const startPatience = 20_000

/** Starts one engine and waits until it answers its own users; an engine that ended before says how. Throws `ENGINE_FAILED`. */
export async function launch(options: LaunchOptions, ports: Ports): Promise<EngineProcess | ExitReason> {
  const name = `hold_${randomBytes(8).toString('hex')}`
  sweepEmptyFiles(join(options.dataDir, 'clickhouse'))
  removeCutViews(join(options.dataDir, 'clickhouse'))
  const config = join(options.dataDir, `engine-${name}.xml`)
  await writePrivate(config, engineConfig(config, options.passwords, serverMemory(), options))
  try {
    const engine = spawnEngine(argumentsOf(options.dataDir, ports, config, name), kafkaEnvironment(options.kafka))
    return await settled(engine, options, ports, name).catch(async (error: unknown) => {
      await engine.end(0)
      throw error
    })
  } finally {
    await rm(config, { force: true })
  }
}

async function settled(
  engine: EngineProcess,
  options: LaunchOptions,
  ports: Ports,
  name: string,
): Promise<EngineProcess | ExitReason> {
  const died = await Promise.race([engine.exited, ready(engine, options, ports, name)])
  if (died !== undefined) return died
  await hold(options.dataDir, engine.pid)
  return engine
}

function argumentsOf(dataDir: string, ports: Ports, config: string, name: string): string[] {
  return [
    `--config-file=${config}`,
    `--path=${join(dataDir, 'clickhouse')}`,
    `--listen_host=${loopback}`,
    `--http_port=${ports.http}`,
    `--tcp_port=${ports.tcp}`,
    '--log-level=none',
    ...sessionArguments,
    `--query=${holdingQueries(name)}`,
  ]
}

/** Resolves when the holding query of this very server is seen by our own user: `/ping` would be answered by anybody's. */
async function ready(engine: EngineProcess, options: LaunchOptions, ports: Ports, name: string): Promise<undefined> {
  const access = { url: urlOf(ports), user: 'lifespan', password: options.passwords.lifespan }
  const client = connect(access)
  const until = Date.now() + startPatience
  let gone = false
  void engine.exited.then(() => (gone = true))
  try {
    for (;;) {
      if (gone) return undefined
      const seen = await client.rows(holdingQuery, { name: `%${name}%` }).catch(() => [])
      if (seen.length > 0) break
      if (Date.now() > until) return await giveUp(engine, options.dataDir)
      await sleep(20)
    }
    await createDatabases(access)
    return undefined
  } finally {
    await client.close()
  }
}

const holdingQuery = 'SELECT 1 FROM system.processes WHERE query LIKE {name:String} AND query_id != queryID()'

async function giveUp(engine: EngineProcess, dataDir: string): Promise<never> {
  await engine.end(0)
  throw engineFailed(await engine.exited, dataDir)
}

export function urlOf(ports: Ports): string {
  return `http://${loopback}:${ports.http}`
}

/** The fault of an engine that ended before it answered: where its disk is full, that comes first. */
export function engineFailed({ code, signal, words }: ExitReason, dataDir: string): Fault {
  const end = signal === null ? `exit code ${code}` : `signal ${signal}`
  const what = `the embedded ClickHouse did not start (${end}): ${words || 'it said nothing'}`
  const full = noRoom(dataDir)
  if (full !== null) return new Fault('ENGINE_FAILED', `${full}. For now ${what}`)
  const damage = adviceOnDamage(words, dataDir)
  if (damage !== null) return new Fault('ENGINE_FAILED', `${damage} (${what})`)
  return new Fault('ENGINE_FAILED', `${what}. A ClickHouse of your own can take its place: set CLICKHOUSE_URL`)
}
