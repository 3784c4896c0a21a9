import type { ConnectionOptions } from 'node:tls'
import kafkajs from 'kafkajs'
import type { Kafka, LogEntry, SASLOptions } from 'kafkajs'
import { registerCodecs } from './codecs.ts'
import { quietWarnings } from './quiet.ts'

/** How brokers are reached. */
export interface KafkaAccess {
  /** `host:port` each. */
  readonly brokers: readonly string[]
  readonly sasl?: SASLOptions
  /** Set where the brokers speak TLS. */
  readonly tls?: ConnectionOptions
  /** Told what goes wrong for longer than a broker's restart; it is tried again. */
  readonly onTrouble: (error: Error) => void
}

const CLIENT_ID = 'lifespan'
const CONNECT_MS = 5_000
/** Brokers that restart are not there for so long, and coordinators load (kafka: kafkajs). */
const QUIET_MS = 10_000
const RETRY = { initialRetryTime: 100, maxRetryTime: 5_000, retries: 8, restartOnFailure: async () => true }

/** How long a client tries before it says that something failed. */
export interface Patience {
  readonly retries: number
  /** How long a broker may take to answer, ms. */
  readonly requestTimeout: number
}

const PATIENT: Patience = { retries: RETRY.retries, requestTimeout: 30_000 }

/** A client of brokers, which connects when it is used. */
export function connectKafka({ brokers, sasl, tls, onTrouble }: KafkaAccess, patience = PATIENT): Kafka {
  registerCodecs()
  quietWarnings()
  return new kafkajs.Kafka({
    clientId: CLIENT_ID,
    brokers: [...brokers],
    connectionTimeout: CONNECT_MS,
    requestTimeout: patience.requestTimeout,
    retry: { ...RETRY, retries: patience.retries },
    logLevel: kafkajs.logLevel.ERROR,
    logCreator: () => quietly(onTrouble),
    ...(sasl === undefined ? {} : { sasl }),
    ...(tls === undefined ? {} : { ssl: tls }),
  })
}

/** A group that shares anew: whoever is late hears so, and joins again. */
const REBALANCE = /is rebalancing|generation id is not valid|not aware of this member/

/** Its own words about what fails, once it has failed for a while. */
function quietly(onTrouble: (error: Error) => void): (entry: LogEntry) => void {
  let [first, last] = [0, 0]
  return ({ log }) => {
    if (REBALANCE.test(String(log['error'] ?? ''))) return
    const now = Date.now()
    if (now - last > QUIET_MS) first = now
    last = now
    const reason = typeof log['error'] === 'string' ? `${log.message}: ${log['error']}` : log.message
    if (now - first >= QUIET_MS) onTrouble(new Error(`Kafka: ${reason}`))
  }
}
