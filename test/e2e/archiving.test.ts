import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Admin, Kafka, Producer, SASLOptions } from 'kafkajs'
import { afterAll, beforeAll, describe, test, type TestContext } from 'vitest'
import type { KafkaProperties } from '../../clickhouse/io/engine-config.ts'
import { kafkaConsumers } from '../../clickhouse/kafka-consumers.ts'
import { Account } from '../../log/account.ts'
import { connectKafka, type KafkaAccess } from '../../log/kafka/connection.ts'
import { KafkaLog } from '../../log/kafka/kafka-log.ts'
import { librdkafkaOf } from '../../log/kafka/librdkafka.ts'
import { ensureTopics } from '../../log/kafka/topics.ts'
import { Rejections } from '../../log/rejected.ts'
import type { EventBatch } from '../../schemas/batch.ts'
import { DAY, toNanos } from '../../schemas/time.ts'
import { KEYRING } from '../histories/replay.ts'
import { makeCertificates, type Certificates } from '../kafka/certificates.ts'
import { startKafka, type Cluster } from '../kafka/cluster.ts'
import { noKafka } from '../kafka/needed.ts'
import { startArchive, type Archive } from './archiving/archive.ts'
import { eventsInLog } from './archiving/in-log.ts'
import { searchFiles, searchTables } from './archiving/search.ts'

const PATIENCE_MS = 120_000
const PARTITIONS = 6
const SESSION_MS = 3_000
const LOGIN = 'org.apache.kafka.common.security'
/** What XML and ClickHouse's configuration would take for something else. */
const PASSWORD = "right <&>' ${path} $ ]]>"

let folder: string
let certificates: Certificates
let cluster: Cluster
let kafka: Kafka
let admin: Admin
let producer: Producer
let log: KafkaLog
let sent = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lifespan-archiving-'))
  certificates = await makeCertificates(folder)
  cluster = await startSecured()
  kafka = connectKafka({ brokers: cluster.bootstrap.split(','), onTrouble: () => undefined })
  admin = kafka.admin()
  producer = kafka.producer()
  await Promise.all([admin.connect(), producer.connect()])
  await ensureTopics(admin, { partitions: PARTITIONS, replication: 3, retention: DAY })
  log = new KafkaLog({ producer, partitions: PARTITIONS, keyId: KEYRING.id, onRetry: () => undefined })
  await append(500)
}, PATIENCE_MS)
afterAll(async () => {
  await log?.close()
  await Promise.all([admin?.disconnect(), producer?.disconnect()])
  await cluster?.stop()
  await rm(folder, { recursive: true, force: true })
}, PATIENCE_MS)

/** Three brokers with a way in for each way to say who one is. */
async function startSecured(): Promise<Cluster> {
  const { broker, ca } = certificates
  await writeFile(join(folder, 'keystore.pem'), broker.key + broker.cert)
  await writeFile(join(folder, 'truststore.pem'), ca)
  const plain = `${LOGIN}.plain.PlainLoginModule required user_alice="${PASSWORD}";`
  return startKafka({
    brokers: 3,
    listeners: [
      { name: 'LOGIN', protocol: 'SASL_PLAINTEXT' },
      { name: 'BOTH', protocol: 'SASL_SSL' },
      { name: 'MUTUAL', protocol: 'SSL' },
    ],
    properties: {
      'sasl.enabled.mechanisms': 'PLAIN',
      'listener.name.login.plain.sasl.jaas.config': plain,
      'listener.name.both.plain.sasl.jaas.config': plain,
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.location': join(folder, 'keystore.pem'),
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.location': join(folder, 'truststore.pem'),
      'listener.name.mutual.ssl.client.auth': 'required',
    },
  })
}

/** Writes so many events more, each of another credential. */
async function append(events: number): Promise<void> {
  const write = (batch: EventBatch) => {
    for (let n = sent; n < sent + events; n++) {
      const stamp = { tenant: 'default', source: 'test', authority: true, eventId: [String(n)] }
      const said = { credential_id: `jti-${n}`, issuer: 'https://issuer.example', workload_id: `pod-${n % 7}` }
      const time = toNanos(1_700_000_000_000 + n)
      batch.push({ type: 'credential.used', outcome: 'ok', time, ...said }, stamp, KEYRING)
    }
    sent += events
  }
  await log.append({ write, account: new Account(), rejections: new Rejections() })
}

const as = (password: string): SASLOptions => ({ mechanism: 'plain', username: 'alice', password })

type Login = Pick<KafkaAccess, 'sasl' | 'tls'>

type Finish = TestContext['onTestFinished']

/** An archive of the log that is stopped with the test. */
async function open(listener: string, properties: KafkaProperties, onTestFinished: Finish): Promise<Archive> {
  const archive = await startArchive(cluster.others[listener]!, PARTITIONS, properties)
  onTestFinished(() => archive.stop())
  return archive
}

const through = (listener: string, login: Login, onTestFinished: Finish) =>
  open(listener, librdkafkaOf(login, SESSION_MS), onTestFinished)

const complaints = async ({ lifespan }: Archive) => (await kafkaConsumers(lifespan)).map(({ complaint }) => complaint)
const soon = { timeout: 20_000, interval: 100 }

describe.skipIf(noKafka)('the embedded ClickHouse archives a log by itself', () => {
  test.concurrent.for<[string, string, (all: Certificates) => Login]>([
    ['a password', 'LOGIN', () => ({ sasl: as(PASSWORD) })],
    ['a password over TLS', 'BOTH', ({ ca }) => ({ sasl: as(PASSWORD), tls: { ca } })],
    ['a certificate', 'MUTUAL', ({ ca, client }) => ({ tls: { ca, ...client } })],
  ])('by %s', async ([, listener, loginOf], { expect, onTestFinished }) => {
    const { count, lifespan } = await through(listener, loginOf(certificates), onTestFinished)
    await expect.poll(count, soon).toBe(sent)
    const consumers = await kafkaConsumers(lifespan)
    expect(consumers).toContainEqual({ table: 'kafka_events', partitions: PARTITIONS, complaint: null })
  })

  test.concurrent.for<[string, string, (all: Certificates) => Login, RegExp]>([
    ['by a wrong password', 'LOGIN', () => ({ sasl: as('wrong') }), /Invalid username or password/],
    [
      'of brokers whose authority it does not know',
      'BOTH',
      () => ({ sasl: as(PASSWORD), tls: {} }),
      /certificate verify failed/,
    ],
    [
      'by a certificate that brokers do not know',
      'MUTUAL',
      ({ ca, stranger }) => ({ tls: { ca, ...stranger } }),
      /bad certificate/,
    ],
  ])('and nothing %s, and says why', async ([, listener, loginOf, why], { expect, onTestFinished }) => {
    const archive = await through(listener, loginOf(certificates), onTestFinished)
    await expect.poll(() => complaints(archive), soon).toContainEqual(expect.stringMatching(why))
    expect((await complaints(archive)).join()).not.toMatch(/wrong|thrd|std::/)
    expect(await archive.count()).toBe(0)
  })

  test('and knows no SCRAM, which is said before, and would be after', async ({ expect, onTestFinished }) => {
    const sasl: SASLOptions = { mechanism: 'scram-sha-512', username: 'alice', password: PASSWORD }
    expect(() => librdkafkaOf({ sasl }, SESSION_MS)).toThrow(/scram-sha-512: .*archived_by to lifespan/)
    const properties = { 'security.protocol': 'SASL_PLAINTEXT', 'sasl.mechanism': 'SCRAM-SHA-512' }
    const archive = await open('LOGIN', properties, onTestFinished)
    const why = /No provider for SASL mechanism SCRAM-SHA-512/
    await expect.poll(() => complaints(archive), soon).toContainEqual(expect.stringMatching(why))
  })

  test(
    "and goes on after a kill, its own or a broker's, and keeps to itself how it logs in",
    { timeout: PATIENCE_MS },
    async ({ expect, onTestFinished }) => {
      const { ca, client } = certificates
      const login = { sasl: as(PASSWORD), tls: { ca, ...client } }
      const archive = await open('BOTH', librdkafkaOf(login, SESSION_MS), onTestFinished)
      await expect.poll(archive.count, soon).toBe(sent)

      process.kill(archive.embedded.pid, 'SIGKILL')
      const killed = Date.now()
      await append(500)
      await expect.poll(() => archive.count().catch(() => -1), soon).toBeGreaterThan(0)
      const { found, ours, theirs, files } = await search(archive, [PASSWORD, ...client.key.split('\n').slice(1, 3)])
      expect(found).toEqual([])
      expect(ours).toContain('kafka_consumers')
      expect(theirs).toContain('settings')
      expect(theirs).not.toContain('kafka_consumers')
      expect(files.length).toBeGreaterThan(50)
      await expect.poll(archive.count, soon).toBe(sent)
      expect(Date.now() - killed).toBeLessThan(20_000)

      const writing = appendFor(4_000)
      await cluster.brokers[0]!.kill()
      await sleep(1_500)
      await cluster.brokers[0]!.start()
      await writing
      expect(await eventsInLog(kafka, admin, KEYRING.id)).toBe(sent)
      await expect.poll(archive.count, { ...soon, timeout: 40_000 }).toBe(sent)
    },
  )
})

/** Writes a few events again and again. */
async function appendFor(milliseconds: number): Promise<void> {
  for (const until = Date.now() + milliseconds; Date.now() < until; await sleep(50)) await append(50)
}

/** All of the server's own, but one that waits for minutes for another program. */
const TABLES = "SELECT name FROM system.tables WHERE database = 'system' AND name != 'models'"

/** Looks for secrets in every table of the server's, as Lifespan and as an analyst, and in every file. */
async function search({ lifespan, analyst, dataDir }: Archive, secrets: readonly string[]) {
  const tables = await lifespan.rows<{ name: string }>(TABLES)
  const names = tables.map(({ name }) => name)
  const ours = await searchTables(lifespan, names, secrets)
  const theirs = await searchTables(analyst, names, secrets)
  const files = await searchFiles(dataDir, secrets)
  const found = [...ours.found, ...theirs.found, ...files.found]
  return { found, ours: ours.looked, theirs: theirs.looked, files: files.looked }
}
