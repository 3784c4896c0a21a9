import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { yamlOf } from './print.ts'
import { rowsOf } from './rows.ts'
import { configured, loadSettings } from './settings.ts'

const directory = mkdtempSync(join(tmpdir(), 'lifespan-config-'))
const config = join(directory, 'lifespan.yaml')
afterAll(() => rmSync(directory, { recursive: true }))

const load = async (said: string, environment = {}) => {
  writeFileSync(config, `otlp_kafka: {${said}}`)
  return (await loadSettings({ config }, environment)).otlpKafka
}

describe('OTLP from Kafka', () => {
  test('is read where brokers are named, with the topics that the Collector writes', async () => {
    expect(await load('')).toBe(null)
    expect(await load('', { LIFESPAN_OTLP_KAFKA_BROKERS: 'a:9092, b:9093' })).toEqual({
      access: { brokers: ['a:9092', 'b:9093'] },
      group: 'lifespan-otlp',
      session: 10_000,
      topics: { traces: 'otlp_spans', logs: 'otlp_logs' },
    })
  })

  test('logs in, and speaks TLS where anything of it is said', async () => {
    const login = 'brokers: a:1, sasl: { mechanism: SCRAM-SHA-512, username: u, password: p }'
    const sasl = { mechanism: 'scram-sha-512', username: 'u', password: 'p' }
    expect((await load(login))?.access).toEqual({ brokers: ['a:1'], sasl })
    expect((await load(`${login}, tls: { enabled: true }`))?.access).toEqual({ brokers: ['a:1'], sasl, tls: {} })
    writeFileSync(join(directory, 'ca.pem'), '-----BEGIN CERTIFICATE-----\n')
    expect((await load('brokers: a:1, tls: { ca: "${file:ca.pem}" }'))?.access.tls).toEqual({
      ca: '-----BEGIN CERTIFICATE-----',
    })
  })

  test('reads a token anew for each connection, from a file below the configuration', async () => {
    const read = await load('brokers: a:1, sasl: { mechanism: oauthbearer, token_file: token }')
    const sasl = read!.access.sasl as { oauthBearerProvider: () => Promise<{ value: string }> }
    for (const token of ['one', 'two']) {
      writeFileSync(join(directory, 'token'), `${token}\n`)
      expect(await sasl.oauthBearerProvider()).toEqual({ value: token })
    }
  })

  test.each([
    ['brokers: a', 'otlp_kafka.brokers names a, which is no broker: one looks like kafka-1:9092'],
    ['brokers: "a:70000"', 'names a:70000, which is no broker'],
    ['sasl: { mechanism: plain }', 'otlp_kafka.sasl.mechanism is of which brokers? Give otlp_kafka.brokers'],
    ['brokers: a:1, sasl: { username: u }', 'is for which mechanism? Give otlp_kafka.sasl.mechanism'],
    ['brokers: a:1, sasl: { mechanism: ntlm }', 'is no mechanism: there are plain, scram-sha-256'],
    ['brokers: a:1, sasl: { mechanism: plain, username: u }', 'plain needs sasl.username and sasl.password'],
    ['brokers: a:1, sasl: { mechanism: oauthbearer }', 'oauthbearer needs sasl.token_file'],
    ['brokers: a:1, tls: { ca: somewhere.pem }', 'otlp_kafka.tls.ca is no PEM, which begins with -----BEGIN'],
    ['brokers: a:1, tls: { cert: c }', 'a certificate needs its key'],
  ])('is refused with what to write: %s', async (said, what) => {
    await expect(load(said)).rejects.toThrow(what)
  })

  test('is in a group of its own where its brokers are those of the log', async () => {
    const both = { KAFKA_BROKERS: 'a:1,b:1', LIFESPAN_OTLP_KAFKA_BROKERS: 'b:1' }
    expect((await load('', both))?.group).toBe('lifespan-otlp')
    await expect(load('group: lifespan', both)).rejects.toThrow(
      'otlp_kafka.group is kafka.group too, on the same brokers',
    )
    expect((await load('group: lifespan', { ...both, KAFKA_BROKERS: 'a:1' }))?.group).toBe('lifespan')
  })

  test('has a session of some length', async () => {
    await expect(load('brokers: a:1, session: 500ms')).rejects.toThrow('otlp_kafka.session is not from 1s to 10m')
  })

  test('shows neither password nor key', async () => {
    const [cert, key] = ['-----BEGIN CERTIFICATE-----', '-----BEGIN PRIVATE KEY-----hidden']
    const secret = `brokers: a:1, sasl: { mechanism: plain, username: u, password: hidden }, tls: { cert: '${cert}', key: '${key}' }`
    await load(secret)
    expect(yamlOf(rowsOf(await configured({ config }, {})))).not.toContain('hidden')
  })
})
