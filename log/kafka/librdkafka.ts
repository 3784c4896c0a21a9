import { getCACertificates, type ConnectionOptions } from 'node:tls'
import type { SASLOptions } from 'kafkajs'
import type { Millis } from '../../schemas/time.ts'
import { heartbeatOf } from './beating.ts'
import type { KafkaAccess } from './connection.ts'

type Properties = Readonly<Record<string, string>>

/**
 * A broker that refuses is asked again after 2 s: by default 20 times a second, each time with a complaint, of which ClickHouse keeps the
 * last ten. One that is silent is given up.
 */
const PATIENCE: Properties = {
  'reconnect.backoff.ms': '2000',
  'socket.connection.setup.timeout.ms': '5000',
}

/**
 * How the embedded ClickHouse reaches brokers by itself: properties of librdkafka, by their names, secrets among them. Throws an `Error`
 * that says what to do where it can't log in so. `session`: for how long it is a member after a kill, ms.
 */
export function librdkafkaOf({ sasl, tls }: Partial<KafkaAccess>, session: Millis): Properties {
  const protocol = `${sasl === undefined ? '' : 'SASL_'}${tls === undefined ? 'PLAINTEXT' : 'SSL'}`
  return {
    ...PATIENCE,
    'session.timeout.ms': String(session),
    'heartbeat.interval.ms': String(heartbeatOf(session)),
    'security.protocol': protocol,
    ...(sasl === undefined ? {} : login(sasl)),
    ...(tls === undefined ? {} : certificates(tls)),
  }
}

/** Its librdkafka is built without SCRAM, and OAUTHBEARER needs a callback that ClickHouse has none of. */
function login(sasl: SASLOptions): Properties {
  if (sasl.mechanism !== 'plain') throw new Error(refusal(sasl.mechanism))
  return { 'sasl.mechanism': 'PLAIN', 'sasl.username': sasl.username, 'sasl.password': sasl.password }
}

function refusal(mechanism: string): string {
  const what = `the embedded ClickHouse can log in at Kafka by plain or by a certificate, not by ${mechanism}`
  return `${what}: set kafka.archived_by to lifespan, and run lifespan archive`
}

/** PEM as it is, for the engine reads no files. Where no authority is named it trusts those that Node trusts. */
function certificates({ ca = getCACertificates('default'), cert, key }: ConnectionOptions): Properties {
  const own = cert === undefined ? {} : { 'ssl.certificate.pem': pem(cert), 'ssl.key.pem': pem(key) }
  return { 'ssl.ca.pem': pem(ca), ...own }
}

const pem = (parts: unknown) => [parts].flat().map(String).join('\n')
