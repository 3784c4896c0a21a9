import type { KafkaAccess } from '../../log/kafka/connection.ts'
import { TopicFault } from '../../log/kafka/topics.ts'

type Access = Pick<KafkaAccess, 'brokers'>

/** By what kafkajs, Node and OpenSSL say; the first that fits. */
const WHY: readonly (readonly [RegExp, what: string, todo: string])[] = [
  [
    /authentication failed|no brokers in the broker pool|SASL_AUTHENTICATION_FAILED|Invalid credentials|Unsupported SASL|requested SASL mechanism|UNSUPPORTED_SASL/i,
    'it does not let us in',
    'are kafka.sasl.mechanism, username and password (or token_file, with a token that has not expired) right?',
  ],
  [/current SASL state/i, 'it wants no login there', 'name its port for logins, or leave kafka.sasl out'],
  [
    /self-signed|unable to (get|verify)|certificate (has expired|is not yet valid)/i,
    'its certificate is not trusted',
    'name in kafka.tls.ca the authority (PEM) that signed it',
  ],
  [
    /PEM|no start line|bad base64|asn1/i,
    'a certificate or key of ours can not be read',
    'is what kafka.tls names whole, and PEM?',
  ],
  [/altnames|Hostname\/IP/i, 'its certificate is that of another host', 'name in KAFKA_BROKERS the host that it names'],
  [
    /certificate required|bad certificate|unknown ca|handshake failure|alert/i,
    'it does not take our certificate',
    'are kafka.tls.cert and kafka.tls.key those that it trusts?',
  ],
  [/wrong version number|EPROTO|packet length/i, 'it speaks no TLS there', 'name its TLS port, or leave kafka.tls out'],
  [
    /group coordinator|GROUP_AUTHORIZATION|access group/i,
    'it does not let us use our groups',
    'let this user read and describe the groups of kafka.group, lifespan* unless it says otherwise',
  ],
  [
    /AUTHORIZATION_FAILED|not authorized/i,
    'it does not allow it',
    'let this user read, write and describe the topics lifespan.*, and create them',
  ],
  [/ENOTFOUND|EAI_AGAIN/, 'nobody knows that host', 'does KAFKA_BROKERS (kafka.brokers) name the right one?'],
  [
    /closed connection|not connected|ECONNRESET|socket disconnected|timed? ?out|before secure TLS/i,
    'it breaks off, or does not answer',
    'is it a Kafka broker, and does it want TLS (kafka.tls.enabled) or a login (kafka.sasl), or no login?',
  ],
  [
    /ECONNREFUSED|EHOSTUNREACH|ENETUNREACH/,
    'no answer',
    'is it up, and does KAFKA_BROKERS (kafka.brokers) name its port, often 9092?',
  ],
]

const OTHERWISE = [/./, 'it can not be used', 'see what it says in its own log'] as const

/** Speaks to brokers, and says where that fails why and what to do. */
export async function reachingKafka<T>(access: Access, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof TopicFault) throw cause
    throw new Error(unreachedKafka(access, cause), { cause })
  }
}

/** What is wrong with brokers that were spoken to, and what to do about it. */
export function unreachedKafka({ brokers }: Access, thrown: unknown): string {
  const said = saidBy(thrown).replaceAll(/\s+/g, ' ').trim()
  const [, what, todo] = WHY.find(([pattern]) => pattern.test(said)) ?? OTHERWISE
  return `Kafka at ${brokers.join(',')}: ${what} (${said.slice(0, 200)}): ${todo}`
}

/** The message of an error, and of what it came from where that says more. */
function saidBy(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown)
  const { cause, message } = thrown
  return cause instanceof Error && !message.includes(cause.message) ? `${message}: ${saidBy(cause)}` : message
}
