import type { Message, Producer, ProducerRecord, RecordMetadata } from 'kafkajs'
import { describe, expect, test } from 'vitest'
import { decodeBlock } from '../../clickhouse/native/decode.ts'
import { isNoKey } from '../../schemas/keys.ts'
import { decodeFacts } from '../facts.ts'
import { rowsOf } from './record.ts'
import { sendNothing, sendTo } from './sending.ts'
import { TOPICS } from './topics.ts'

const KEYS = ['credential_key', 'workload_key', 'identity_key', 'parent_key', 'owner_key'] as const

/** A producer whose brokers answer for some partitions of what is sent, one call after the other. */
function answering(...answered: readonly (readonly number[])[]) {
  const sent: string[][] = []
  const send = async ({ topic, messages }: ProducerRecord): Promise<RecordMetadata[]> => {
    sent.push(messages.map(({ value }) => String(value)))
    return answered[sent.length - 1]!.map((partition) => ({ topicName: topic, partition, errorCode: 0 }))
  }
  return { sent, producer: { send } as Producer }
}

const messages: Message[] = [0, 1, 2].map((partition) => ({ partition, value: `to ${partition}` }))

describe('what is sent to a topic', () => {
  test('is sent again where nobody answered for it', async () => {
    const { sent, producer } = answering([0, 2], [], [1])
    await sendTo(producer, 'topic', messages)
    expect(sent).toEqual([['to 0', 'to 1', 'to 2'], ['to 1'], ['to 1']])
  })

  test('is sent once where all answered', async () => {
    const { sent, producer } = answering([2, 1, 0])
    await sendTo(producer, 'topic', messages)
    expect(sent).toHaveLength(1)
  })

  test('may name no partition where there is but one', async () => {
    const { sent, producer } = answering([], [0])
    await sendTo(producer, 'topic', [{ value: 'one' }])
    expect(sent).toEqual([['one'], ['one']])
  })

  test('may be nothing', async () => {
    const { sent, producer } = answering()
    await sendTo(producer, 'topic', [])
    expect(sent).toEqual([])
  })
})

describe('what is sent to see whether we may', () => {
  test('changes nothing, but has its place in the log as others have', async () => {
    const sent: ProducerRecord[] = []
    const send = async (record: ProducerRecord) => {
      sent.push(record)
      return [{ topicName: record.topic, partition: 0, errorCode: 0 }]
    }
    await sendNothing({ send } as Producer, 'key', [TOPICS.events, TOPICS.account])
    const [event, account] = sent.map((record) => record.messages[0]!)
    expect(rowsOf(event!.headers, 'key')).toBe('mention')
    const { length, columns } = decodeFacts(event!.value as Buffer)
    expect([length, columns.received_at[0]! > 0]).toEqual([1, true])
    expect(KEYS.every((name) => isNoKey(columns[name], 0))).toBe(true)
    expect((await decodeBlock(account!.value as Buffer)).rows).toBe(0)
  })
})
