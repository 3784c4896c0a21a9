import { createHmac, randomBytes } from 'node:crypto'
import type { ConnectOptions } from '../../clickhouse/client.ts'
import { createIntake } from '../../collector/intake.ts'
import type { Receiver } from '../../collector/receivers/receiver.ts'
import type { Intake } from '../../collector/translated.ts'
import { Correlator } from '../../correlator/io/correlator.ts'
import type { FindingRow } from '../../correlator/io/finding-row.ts'
import { EmbeddedLog } from '../../log/embedded.ts'
import type { Retention } from '../../schemas/ddl/retention.ts'
import { createKeyring } from '../../schemas/keys.ts'
import { DEFAULT_POLICY } from '../../schemas/policy.ts'
import { openSecrets, type Secrets } from './data-directory.ts'
import { createIngestRoute } from './ingest-route.ts'
import { Owners, readOwners, type OwnersPlace } from './owners.ts'
import { watchOwners } from './owners-watch.ts'
import { beginUnder, policyVersion, type ChoosePolicy } from './policy.ts'
import { startReceivers, type WaysIn } from './receivers.ts'
import { removeRun, writeRun } from './run-file.ts'
import { openServer, type Server } from './server.ts'

/** A port: 0 is any free one; a named one that is taken is an error, else the next free one is taken. */
export interface PortChoice {
  readonly port: number
  readonly named: boolean
}

export interface SystemOptions {
  readonly dataDir: string
  readonly clickhouseHttp: PortChoice
  readonly clickhouseTcp: PortChoice
  /** Those of the data directory, unless they are given. */
  readonly secrets?: Secrets | undefined
  /** Who answers for which identities. */
  readonly owners?: OwnersPlace | null
  /** The user's own ClickHouse. */
  readonly clickhouse?: ConnectOptions | null
  readonly retention?: Retention
  /** Unless it is given, the defaults. */
  readonly choosePolicy?: ChoosePolicy
  readonly onFindings: (rows: readonly FindingRow[]) => void
  /** Told of what goes wrong and is tried again. */
  readonly onTrouble: (error: Error) => void
}

/** The log, the correlator and the way into them, on one data directory. */
export interface Core {
  readonly dataDir: string
  readonly secrets: Secrets
  readonly server: Server
  readonly intake: Intake
  readonly correlator: Correlator
  readonly owners: Owners | null
  /** Stops in order: nothing new, what was taken is made durable, judged and published, then the engine. */
  stop(): Promise<void>
}

/** Opens a data directory: ClickHouse, all rows restored, each judged once. Throws a Fault. */
export async function openCore(options: SystemOptions): Promise<Core> {
  const { dataDir, clickhouseHttp, clickhouseTcp, onFindings, onTrouble } = options
  const feed = options.owners ? await readOwners(options.owners) : null
  const secrets = options.secrets ?? (await openSecrets(dataDir))
  const named = { http: clickhouseHttp.named, tcp: clickhouseTcp.named }
  const server = await openServer({
    dataDir,
    secrets,
    httpPort: clickhouseHttp.port,
    tcpPort: clickhouseTcp.port,
    named,
    clickhouse: options.clickhouse ?? null,
    retention: options.retention ?? {},
    choosePolicy: options.choosePolicy ?? (() => DEFAULT_POLICY),
    onTrouble,
  })
  try {
    const { client, policy } = server
    const follow = { owners: null as Owners | null }
    const onDurable = () => void follow.owners?.follow().catch(onTrouble)
    const correlator = new Correlator({
      client,
      policy,
      policyVersion: policyVersion(policy),
      onFindings,
      onRetry: onTrouble,
      onDurable,
    })
    const judgedUnder = await beginUnder(server)
    const { received } = await correlator.start()
    await judgedUnder()
    const log = new EmbeddedLog({ client, reader: correlator, after: received, onRetry: onTrouble })
    const hashes = hashing(secrets)
    const intake = createIntake({ log, now: Date.now, ...hashes })
    if (feed !== null) follow.owners = new Owners(feed, correlator.engine.state, intake, hashes.keyring)
    await follow.owners?.follow()
    const stop = async () => {
      await log.close()
      await correlator.stop()
      await server.stop()
    }
    return { dataDir, secrets, server, intake, correlator, owners: follow.owners, stop }
  } catch (error) {
    await server.stop()
    throw error
  }
}

function hashing(secrets: Secrets) {
  const fingerprintKey = Buffer.from(secrets.fingerprintKey, 'hex')
  return {
    keyring: createKeyring(Buffer.from(secrets.hashKey, 'hex')),
    fingerprint: (secret: string) =>
      `hmac:${createHmac('sha256', fingerprintKey).update(secret).digest('hex').slice(0, 32)}`,
  }
}

export interface System extends Core {
  readonly otlp: Receiver
  readonly otlpGrpc: Receiver
}

/** The whole system: a core that receives OTLP, and that the commands beside it find. Throws a Fault. */
export async function startSystem(options: SystemOptions & WaysIn): Promise<System> {
  const core = await openCore(options)
  try {
    const token = randomBytes(16).toString('hex')
    const { otlp, otlpGrpc, close } = await startReceivers({
      otlpHttp: options.otlpHttp,
      otlpGrpc: options.otlpGrpc,
      intake: core.intake,
      onError: options.onTrouble,
      routes: { '/v1/ingest': createIngestRoute(core, token) },
    })
    const { server, secrets, dataDir } = core
    const run = {
      pid: process.pid,
      clickhouse: server.url,
      foreign: server.foreign,
      otlp: otlp.url,
      otlpGrpc: otlpGrpc.url,
      token,
      analystPassword: secrets.passwords.analyst,
      policy: server.policy,
    }
    await writeRun(dataDir, run)
    const unwatch = core.owners === null ? null : watchOwners(options.owners!, core.owners, options.onTrouble)
    const stop = async () => {
      await unwatch?.()
      await close()
      await core.stop()
      await removeRun(dataDir)
    }
    return { ...core, otlp, otlpGrpc, stop }
  } catch (error) {
    await core.stop()
    throw error
  }
}
