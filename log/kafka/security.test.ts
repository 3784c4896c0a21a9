import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SASLOptions } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeCertificates, type Certificates } from '../../test/kafka/certificates.ts'
import { startKafka, type Cluster } from '../../test/kafka/cluster.ts'
import { noKafka } from '../../test/kafka/needed.ts'
import { connectKafka, type KafkaAccess } from './connection.ts'

const START_MS = 120_000
const LOGIN = 'org.apache.kafka.common.security'
const UNSECURED = `${LOGIN}.oauthbearer.internals.unsecured.OAuthBearerUnsecuredValidatorCallbackHandler`

let folder: string
let certificates: Certificates
let cluster: Cluster

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lifespan-tls-'))
  certificates = await makeCertificates(folder)
  const { broker, ca } = certificates
  await writeFile(join(folder, 'keystore.pem'), broker.key + broker.cert)
  await writeFile(join(folder, 'truststore.pem'), ca)
  cluster = await startKafka({
    listeners: [
      { name: 'LOGIN', protocol: 'SASL_PLAINTEXT' },
      { name: 'BOTH', protocol: 'SASL_SSL' },
      { name: 'MUTUAL', protocol: 'SSL' },
    ],
    format: ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
      '--add-scram',
      `${mechanism}=[name=alice,password=right]`,
    ]),
    properties: {
      'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER',
      ...Object.fromEntries(['login', 'both'].flatMap((listener) => Object.entries(jaasOf(listener)))),
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.location': join(folder, 'keystore.pem'),
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.location': join(folder, 'truststore.pem'),
      'listener.name.mutual.ssl.client.auth': 'required',
    },
  })
}, START_MS)
afterAll(async () => {
  await cluster?.stop()
  await rm(folder, { recursive: true, force: true })
})

function jaasOf(listener: string): Record<string, string> {
  const at = (mechanism: string) => `listener.name.${listener}.${mechanism}`
  return {
    [`${at('plain')}.sasl.jaas.config`]: `${LOGIN}.plain.PlainLoginModule required user_alice="right";`,
    [`${at('scram-sha-256')}.sasl.jaas.config`]: `${LOGIN}.scram.ScramLoginModule required;`,
    [`${at('scram-sha-512')}.sasl.jaas.config`]: `${LOGIN}.scram.ScramLoginModule required;`,
    [`${at('oauthbearer')}.sasl.jaas.config`]: `${LOGIN}.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";`,
    [`${at('oauthbearer')}.sasl.server.callback.handler.class`]: UNSECURED,
  }
}

/** An unsecured token, as Kafka's own validator for development takes it. */
function tokenUntil(seconds: number): string {
  const part = (claims: object) => Buffer.from(JSON.stringify(claims)).toString('base64url')
  return `${part({ alg: 'none' })}.${part({ sub: 'alice', iat: seconds - 3_600, exp: seconds })}.`
}

const now = () => Math.floor(Date.now() / 1_000)
const bearer = (value: () => string): SASLOptions => ({
  mechanism: 'oauthbearer',
  oauthBearerProvider: async () => ({ value: value() }),
})

/** The topics that somebody sees, or why they see nothing. */
async function look(listener: string, more: Partial<KafkaAccess>): Promise<string> {
  const brokers = cluster.others[listener]!.split(',')
  const kafka = connectKafka({ brokers, onTrouble: () => undefined, ...more })
  const admin = kafka.admin({ retry: { retries: 0 } })
  try {
    await admin.connect()
    return `${(await admin.describeCluster()).brokers.length} broker`
  } catch (error) {
    return (error as Error).message
  } finally {
    await admin.disconnect()
  }
}

describe.skipIf(noKafka).concurrent('a broker that wants to know who we are', () => {
  test.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)(
    'lets us in by %s, with the right password alone',
    async (mechanism) => {
      const as = (password: string) => ({ sasl: { mechanism, username: 'alice', password } as SASLOptions })
      expect(await look('LOGIN', as('right'))).toBe('1 broker')
      const refused = await look('LOGIN', as('wrong'))
      expect(refused).toMatch(/authentication failed/i)
      expect(refused).not.toContain('wrong')
    },
  )

  test('lets us in by oauthbearer, with a token that is good', async () => {
    expect(await look('LOGIN', { sasl: bearer(() => tokenUntil(now() + 600)) })).toBe('1 broker')
    expect(await look('LOGIN', { sasl: bearer(() => tokenUntil(now() - 600)) })).not.toBe('1 broker')
  })

  test('lets us in by TLS and a password, where we trust its authority', async () => {
    const sasl: SASLOptions = { mechanism: 'scram-sha-512', username: 'alice', password: 'right' }
    expect(await look('BOTH', { sasl, tls: { ca: certificates.ca } })).toBe('1 broker')
    expect(await look('BOTH', { sasl, tls: {} })).toMatch(/self-signed|unable to (get|verify)/i)
  })

  test('lets us in by our certificate, where it trusts our authority', async () => {
    const { ca, client, stranger } = certificates
    expect(await look('MUTUAL', { tls: { ca, ...client } })).toBe('1 broker')
    expect(await look('MUTUAL', { tls: { ca, ...stranger } })).not.toBe('1 broker')
    expect(await look('MUTUAL', { tls: { ca } })).not.toBe('1 broker')
  })
})
