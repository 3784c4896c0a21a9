import { createHmac } from 'node:crypto'
import type { ConnectOptions } from '../../clickhouse/client.ts'
import type { Intake } from '../../collector/translated.ts'
import type { Engine } from '../../correlator/engine/engine.ts'
import type { FindingRow } from '../../correlator/io/finding-row.ts'
import type { Retention } from '../../schemas/ddl/retention.ts'
import { createKeyring, type Keyring } from '../../schemas/keys.ts'
import type { KafkaSettings } from '../config/kafka-access.ts'
import type { Meters } from '../telemetry/meters.ts'
import type { Keys, Secrets } from './data-directory.ts'
import type { Owners, OwnersPlace } from './owners.ts'
import type { ChoosePolicy } from './policy.ts'
import type { Server } from './server.ts'

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
  /** What keys are made of, where the data directory has none of its own. */
  readonly key?: string | null
  /** Who answers for which identities. */
  readonly owners?: OwnersPlace | null
  /** The user's own ClickHouse. */
  readonly clickhouse?: ConnectOptions | null
  /** As which of its clusters that is taken. */
  readonly cluster?: string | null
  /** Where Kafka is the log; else ClickHouse is. */
  readonly kafka?: KafkaSettings | null
  /** Whether to go on though a part of that log is gone that was never archived. */
  readonly acceptGap?: boolean
  readonly retention?: Retention
  /** Unless it is given, the defaults. */
  readonly choosePolicy?: ChoosePolicy
  readonly onFindings: (rows: readonly FindingRow[]) => void
  /** Told of what goes wrong and is tried again. */
  readonly onTrouble: (error: Error) => void
}

/** Those who judge in this process: one engine for all, or one for each partition of the log that is ours at the moment. */
export interface Judging {
  /** One, or one for each partition of the log in Kafka that is ours. */
  readonly engines: readonly Engine[]
  /** Records of those partitions that are not read yet; unless the log is Kafka there is nothing that waits. */
  readonly behind?: number | undefined
  /** Resolves once all that was judged by now is published. */
  readonly settled: Promise<void>
  /** Judges what waits and what is due; resolves once that is published. */
  judge(): Promise<void>
}

/** Something that this process can't do without. */
export interface Needed {
  readonly name: string
  /** Rejects where it does not answer. */
  ping(): Promise<void>
}

/** A process, as probes and metrics show it. */
export interface Observed {
  readonly needs: readonly Needed[]
  /** Null where it judges nothing. */
  readonly judging: Judging | null
  /** What it waits for before it can begin; null where it has begun. */
  readonly starting?: () => string | null
  /** What it has done. */
  readonly meters: Meters
  /** An embedded engine of ours, and where its data are. */
  readonly embedded: { readonly dataDir: string; restarts(): number } | null
}

/** What a process runs of Lifespan that takes something in. */
export interface Core extends Observed {
  readonly intake: Intake
  readonly owners: Owners | null
  /** Why something could not be stored a moment ago; null where nothing is known to be amiss. */
  trouble(): string | null
  /** A stop is near: what can't be stored now is sent back, and not tried again. */
  hurry(): void
  /** Stops in order: nothing new, what was taken is made durable, judged and published, then the engine. */
  stop(): Promise<void>
}

/** The whole of it: with ClickHouse, on a data directory. */
export interface WholeCore extends Core {
  readonly dataDir: string
  readonly secrets: Secrets
  readonly server: Server
  readonly judging: Judging
}

/** How ids become keys, and secrets fingerprints. */
export interface Hashing {
  readonly keyring: Keyring
  readonly fingerprint: (secret: string) => string
}

/** Hashes under the keys of a deployment. */
export function hashingOf(keys: Keys): Hashing {
  const fingerprintKey = Buffer.from(keys.fingerprintKey, 'hex')
  return {
    keyring: createKeyring(Buffer.from(keys.hashKey, 'hex')),
    fingerprint: (secret) => `hmac:${createHmac('sha256', fingerprintKey).update(secret).digest('hex').slice(0, 32)}`,
  }
}
