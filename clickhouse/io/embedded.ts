import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from '../client.ts'
import { createDatabases } from '../databases.ts'
import { Fault } from '../fault.ts'
import { hold, prepareDirectory, refuseIfOwned, writePrivate } from './data-directory.ts'
import { engineConfig, holdingQueries, serverMemory, sessionArguments, type Passwords } from './engine-config.ts'
import { spawnEngine, type EngineProcess, type ExitReason } from './engine-process.ts'
import { freePort, loopback } from './ports.ts'

/** What the embedded server is started with. */
export interface EmbeddedOptions {
  /** Absolute. ClickHouse's files go into its folder `clickhouse`; both are made if they are missing. */
  readonly dataDir: string
  /** 0: any free one. */
  readonly httpPort: number
  readonly tcpPort: number
  /** A named port that is taken is a fault; instead of another the next free one is taken. */
  readonly named: { readonly http: boolean; readonly tcp: boolean }
  readonly passwords: Passwords
}

/** A running embedded server, on 127.0.0.1 alone. */
export interface Embedded {
  readonly url: string
  readonly httpPort: number
  readonly tcpPort: number
  /** The engine's process. */
  readonly pid: number
  /** Whether the kernel keeps the engine to its own folder, so that nobody who may select reads other files (`file()`). */
  readonly confined: boolean
  /** Settled when the engine is gone, whoever ended it. Never rejects. */
  readonly exited: Promise<ExitReason>
  /** Ends the engine, within 3 s. Close the clients first: an open connection makes it slower. */
  stop(): Promise<void>
}

interface Ports {
  readonly http: number
  readonly tcp: number
}

const startPatience = 20_000
const stopPatience = 2_000
/** How long an engine whose owner was killed may still hold the directory: it finishes the insert that it is in. */
const orphanPatience = 10_000
const mostRaces = 5

/**
 * Starts the embedded ClickHouse and makes the databases `lifespan` and `analyst`. Resolves once this very server answers its own
 * users. Throws `PORT_TAKEN`, `DATA_DIR_IN_USE`, `DATA_DIR_UNUSABLE`, `ENGINE_MISSING`, `ENGINE_FAILED`.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  if (!isAbsolute(options.dataDir)) throw new TypeError(`dataDir must be absolute: ${options.dataDir}`)
  await prepareDirectory(options.dataDir)
  const until = Date.now() + orphanPatience
  for (let races = 0; ;) {
    const started = await launch(options, await choosePorts(options))
    if ('url' in started) return started
    if (started.words.includes('Code: 76.')) await waitForOrphan(options.dataDir, until)
    else if (!started.words.includes('Address already in use') || races++ >= mostRaces) throw engineFailed(started)
  }
}

async function choosePorts({ httpPort, tcpPort, named }: EmbeddedOptions): Promise<Ports> {
  const http = await freePort({ port: httpPort, named: named.http, purpose: 'ClickHouse HTTP' })
  const tcp = await freePort({ port: tcpPort, named: named.tcp, purpose: 'ClickHouse native protocol' }, [http])
  return { http, tcp }
}

async function launch(options: EmbeddedOptions, ports: Ports): Promise<Embedded | ExitReason> {
  const name = `hold_${randomBytes(8).toString('hex')}`
  const config = join(options.dataDir, `engine-${name}.xml`)
  await writePrivate(config, engineConfig(config, options.passwords, serverMemory()))
  try {
    const engine = spawnEngine(argumentsOf(options.dataDir, ports, config, name))
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
  options: EmbeddedOptions,
  ports: Ports,
  name: string,
): Promise<Embedded | ExitReason> {
  const died = await Promise.race([engine.exited, ready(engine, options, ports, name)])
  if (died !== undefined) return died
  await hold(options.dataDir, engine.pid)
  return running(engine, ports)
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
async function ready(engine: EngineProcess, options: EmbeddedOptions, ports: Ports, name: string): Promise<undefined> {
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
      if (Date.now() > until) return await giveUp(engine)
      await sleep(20)
    }
    await createDatabases(access)
    return undefined
  } finally {
    await client.close()
  }
}

const holdingQuery = 'SELECT 1 FROM system.processes WHERE query LIKE {name:String} AND query_id != queryID()'

async function giveUp(engine: EngineProcess): Promise<never> {
  await engine.end(0)
  throw engineFailed(await engine.exited)
}

function running(engine: EngineProcess, ports: Ports): Embedded {
  return {
    url: urlOf(ports),
    httpPort: ports.http,
    tcpPort: ports.tcp,
    pid: engine.pid,
    confined: engine.isConfined(),
    exited: engine.exited,
    stop: () => engine.end(stopPatience),
  }
}

function urlOf(ports: Ports): string {
  return `http://${loopback}:${ports.http}`
}

async function waitForOrphan(dataDir: string, until: number): Promise<void> {
  await refuseIfOwned(dataDir, Date.now() > until)
  await sleep(250)
}

function engineFailed({ code, signal, words }: ExitReason): Fault {
  const end = signal === null ? `exit code ${code}` : `signal ${signal}`
  const what = `the embedded ClickHouse did not start (${end}): ${words || 'it said nothing'}`
  return new Fault('ENGINE_FAILED', `${what}. A ClickHouse of your own can take its place: set CLICKHOUSE_URL`)
}
