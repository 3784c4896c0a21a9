import { createHmac } from 'node:crypto'
import type { ConnectOptions } from '../../clickhouse/client.ts'
import { createIntake } from '../../collector/intake.ts'
import type { Intake } from '../../collector/translated.ts'
import { Correlator } from '../../correlator/io/correlator.ts'
import type { FindingRow } from '../../correlator/io/finding-row.ts'
import { EmbeddedLog } from '../../log/embedded.ts'
import type { Retention } from '../../schemas/ddl/retention.ts'
import { createKeyring } from '../../schemas/keys.ts'
import { DEFAULT_POLICY } from '../../schemas/policy.ts'
import { openSecrets, type Secrets } from './data-directory.ts'
import { createLastTrouble } from '../troubles.ts'
import { Meters } from '../telemetry/meters.ts'
import { Owners, readOwners, type OwnersPlace } from './owners.ts'
import { beginUnder, policyVersion, type ChoosePolicy } from './policy.ts'
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
  /** What it has done. */
  readonly meters: Meters
  /** Why something could not be stored a moment ago; null where nothing is known to be amiss. */
  trouble(): string | null
  /** A stop is near: what can't be stored now is sent back, and not tried again. */
  hurry(): void
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
    const { policy } = server
    const meters = new Meters()
    const client = meters.inserts.counted(server.client)
    const { onTrouble: onRetry, trouble } = createLastTrouble(onTrouble)
    const follow = { owners: null as Owners | null }
    const onDurable = () => void follow.owners?.follow().catch(onTrouble)
    const correlator = new Correlator({
      client,
      policy,
      policyVersion: policyVersion(policy),
      onFindings: (rows) => {
        meters.published(rows)
        onFindings(rows)
      },
      onRetry,
      onDurable,
    })
    const judgedUnder = await beginUnder(server)
    const { received } = await correlator.start()
    await judgedUnder()
    const reader = meters.journeys.reader(correlator)
    const embedded = new EmbeddedLog({ client, reader, after: received, onRetry })
    const log = meters.log(embedded)
    const hashes = hashing(secrets)
    const intake = createIntake({ log, now: Date.now, ...hashes })
    if (feed !== null) follow.owners = new Owners(feed, correlator.engine.state, intake, hashes.keyring)
    await follow.owners?.follow()
    const stop = async () => {
      await log.close()
      await correlator.stop()
      await server.stop()
    }
    return {
      dataDir,
      secrets,
      server,
      intake,
      correlator,
      owners: follow.owners,
      meters,
      trouble,
      hurry: () => embedded.hurry(),
      stop,
    }
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
