import { describe, expect, test } from 'vitest'
import { KafkaSpanExporter } from './kafka.ts'

/** A producer that connects at its nth attempt, and what was done with it. */
function producerThat(connectsAt: number) {
  const done: string[] = []
  let attempts = 0
  const producer = {
    connect: async () => {
      done.push('connect')
      if (++attempts < connectsAt) throw new Error('no broker')
    },
    send: async ({ topic }: { readonly topic: string }) => void done.push(`send ${topic}`),
    disconnect: async () => void done.push('disconnect'),
  }
  return { producer, done }
}

const exported = (exporter: KafkaSpanExporter) =>
  new Promise<{ readonly code: number; readonly error?: Error }>((resolve) => exporter.export([], resolve))

describe('an exporter to Kafka', () => {
  test('connects once, and disconnects', async () => {
    const { producer, done } = producerThat(1)
    const exporter = new KafkaSpanExporter({ producer })
    expect([await exported(exporter), await exported(exporter)]).toEqual([{ code: 0 }, { code: 0 }])
    await exporter.shutdown()
    expect(done).toEqual(['connect', 'send otlp_spans', 'send otlp_spans', 'disconnect'])
  })

  test('says why it failed, and connects again with what is tried again', async () => {
    const { producer, done } = producerThat(2)
    const exporter = new KafkaSpanExporter({ producer, topic: 'spans' })
    expect(await exported(exporter)).toMatchObject({ code: 1, error: { message: 'no broker' } })
    expect(await exported(exporter)).toEqual({ code: 0 })
    expect(done).toEqual(['connect', 'connect', 'send spans'])
  })

  test.each([
    [{}, /producer/],
    [{ producer: null }, /producer/],
    [{ producer: { send: () => undefined } }, /producer.*connect/],
    [{ ...producerThat(1), topic: '' }, /topic/],
    [null, /producer/],
  ])('is not made of %o', (options, why) => {
    expect(() => new KafkaSpanExporter(options as never)).toThrow(why)
  })

  test('that never sent has nothing to disconnect', async () => {
    const { producer, done } = producerThat(1)
    await new KafkaSpanExporter({ producer }).shutdown()
    expect(done).toEqual([])
  })
})
