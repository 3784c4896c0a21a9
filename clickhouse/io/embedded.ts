import { isAbsolute } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { prepareDirectory, refuseIfOwned } from './data-directory.ts'
import type { ConfigOptions, Passwords } from './engine-config.ts'
import type { EngineProcess, ExitReason } from './engine-process.ts'
import { openGates, type Gates } from './gates.ts'
import { engineFailed, launch, urlOf, type Ports } from './launch.ts'
import { freePort } from './ports.ts'
import { insistOnRoom } from './room.ts'
import { Supervised } from './supervised.ts'

/** What the embedded server is started with. */
export interface EmbeddedOptions extends ConfigOptions {
  /** Absolute. ClickHouse's files go into its folder `clickhouse`; both are made if they are missing. */
  readonly dataDir: string
  /** 0: any free one. */
  readonly httpPort: number
  readonly tcpPort: number
  /** A named port that is taken is a fault; instead of another the next free one is taken. */
  readonly named: { readonly http: boolean; readonly tcp: boolean }
  readonly passwords: Passwords
  /** Told how an engine ended that ended by itself, once another one runs in its place. */
  readonly onRestart?: (reason: ExitReason) => void
}

/** A running embedded server, on 127.0.0.1 alone. */
export interface Embedded {
  /** For people: a gate keeps from the engine what would end it. */
  readonly url: string
  readonly httpPort: number
  readonly tcpPort: number
  /** For our own processes: the engine itself, over HTTP. */
  readonly engineUrl: string
  /** The engine's process: another one after a restart. */
  readonly pid: number
  /** Whether the kernel keeps the engine to its own folder, so that nobody who may select reads other files (`file()`). */
  readonly confined: boolean
  /** Settled when the engine is gone for good: it was stopped, or no other one would start. Never rejects. */
  readonly exited: Promise<ExitReason>
  /** Ends the engine, within 3 s. Close the clients first: an open connection makes it slower. */
  stop(): Promise<void>
}

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
  insistOnRoom(options.dataDir)
  const gates = await openGates(options)
  try {
    return await startBehind(gates, options)
  } catch (error) {
    gates.close()
    throw error
  }
}

async function startBehind(gates: Gates, options: EmbeddedOptions): Promise<Embedded> {
  const until = Date.now() + orphanPatience
  for (let races = 0; ;) {
    const ports = await choosePorts()
    const started = await launch(options, ports)
    if ('pid' in started) return running(started, options, ports, gates)
    if (started.words.includes('Code: 76.')) await waitForOrphan(options.dataDir, until)
    else if (!started.words.includes('Address already in use') || races++ >= mostRaces)
      throw engineFailed(started, options.dataDir)
  }
}

async function choosePorts(): Promise<Ports> {
  const any = { port: 0, named: false, purpose: 'the engine' }
  const http = await freePort(any)
  return { http, tcp: await freePort(any, [http]) }
}

function running(engine: EngineProcess, options: EmbeddedOptions, ports: Ports, gates: Gates): Embedded {
  const supervised = new Supervised(engine, () => launch(options, ports), options.onRestart ?? (() => undefined))
  gates.leadTo(ports)
  void supervised.exited.then(() => gates.close())
  return {
    url: urlOf(gates),
    httpPort: gates.http,
    tcpPort: gates.tcp,
    engineUrl: urlOf(ports),
    get pid() {
      return supervised.engine.pid
    },
    confined: engine.isConfined(),
    exited: supervised.exited,
    stop: () => {
      gates.close()
      return supervised.end(stopPatience)
    },
  }
}

async function waitForOrphan(dataDir: string, until: number): Promise<void> {
  await refuseIfOwned(dataDir, Date.now() > until)
  await sleep(250)
}
