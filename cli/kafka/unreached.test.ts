import { describe, expect, test } from 'vitest'
import { TopicFault } from '../../log/kafka/topics.ts'
import { reachingKafka, unreachedKafka } from './unreached.ts'

const ACCESS = { brokers: ['kafka-1:9092', 'kafka-2:9092'] }

describe('brokers that can not be used', () => {
  test.each([
    ['Connection error: connect ECONNREFUSED 127.0.0.1:9092', 'no answer', 'is it up'],
    ['Connection error: getaddrinfo ENOTFOUND kafka-1', 'nobody knows that host', 'does KAFKA_BROKERS'],
    ['Closed connection', 'it breaks off, or does not answer', 'does it want TLS'],
    ['Broker not connected', 'it breaks off, or does not answer', 'is it a Kafka broker'],
    [
      'SASL PLAIN authentication failed: Authentication failed: Invalid username or password',
      'it does not let us in',
      'are kafka.sasl.mechanism',
    ],
    ['KafkaJSBrokerNotFound: No brokers in the broker pool', 'it does not let us in', 'has not expired'],
    ['error:0480006C:PEM routines::no start line', 'a certificate or key of ours can not be read', 'kafka.tls'],
    ['Request is not valid given the current SASL state', 'it wants no login there', 'kafka.sasl out'],
    ['The broker does not support the requested SASL mechanism', 'it does not let us in', 'are kafka.sasl.mechanism'],
    [
      'Connection error: self-signed certificate in certificate chain',
      'its certificate is not trusted',
      'kafka.tls.ca',
    ],
    ['Connection error: unable to verify the first certificate', 'its certificate is not trusted', 'kafka.tls.ca'],
    [
      'Connection error: 40AD:error:0A00010B:SSL routines:\nwrong version number:',
      'it speaks no TLS there',
      'TLS port',
    ],
    [
      'error:0A00045C:SSL routines:tlsv13 alert certificate required',
      'it does not take our certificate',
      'kafka.tls.cert',
    ],
    ['Not authorized to access topics: [Topic authorization failed]', 'it does not allow it', 'lifespan.*'],
    ['Failed to find group coordinator', 'it does not let us use our groups', 'the groups of kafka.group'],
    ['something that nobody has seen', 'it can not be used', 'its own log'],
  ])('are told in words for who configures them: %s', (said, what, todo) => {
    const told = unreachedKafka(ACCESS, new Error(said))
    expect(told).toContain(`Kafka at kafka-1:9092,kafka-2:9092: ${what} (`)
    expect(told).toContain(todo)
    expect(told).not.toContain('\n')
  })

  test('say where they came from', () => {
    const told = unreachedKafka(ACCESS, new Error('it did not work', { cause: new Error('connect ECONNREFUSED') }))
    expect(told).toContain('no answer (it did not work: connect ECONNREFUSED)')
  })

  test('are told where work fails, and topics that are no others say it themselves', async () => {
    const failing = (error: Error) =>
      reachingKafka(ACCESS, async () => {
        throw error
      })
    await expect(failing(new Error('Closed connection'))).rejects.toThrow('Kafka at kafka-1:9092')
    await expect(failing(new TopicFault('the topic has 3'))).rejects.toThrow(/^the topic has 3$/)
  })
})
