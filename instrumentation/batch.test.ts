import { ROOT_CONTEXT } from '@opentelemetry/api'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Batch, type SpanExporter } from './batch.ts'
import { shared } from './shared.ts'
import { spanOf, type EndedSpan } from './span.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  shared().complaints.clear()
})

/** An exporter that answers as a test says, and what it was handed. */
class FakeExporter implements SpanExporter {
  readonly handed: string[][] = []
  code = 0
  isHanging = false

  export(spans: EndedSpan[], done: (result: { code: number }) => void): void {
    this.handed.push(spans.map(({ attributes }) => String(attributes['credential.id'])))
    if (!this.isHanging) done({ code: this.code })
  }
  shutdown = async () => undefined
}

const resource = { attributes: {}, schemaUrl: '', asyncAttributesPending: false } as const
const span = (id: string) =>
  spanOf(
    { name: 'credential.used', attributes: { 'credential.id': id }, at: 0, failure: undefined },
    ROOT_CONTEXT,
    resource,
  )
const many = (count: number) => Array.from({ length: count }, (_, n) => span(String(n)))

describe('spans', () => {
  test('are gathered for a moment, and handed over together', async () => {
    const exporter = new FakeExporter()
    const batch = new Batch(exporter, 200)
    batch.add(span('a'))
    await vi.advanceTimersByTimeAsync(199)
    batch.add(span('b'))
    expect(exporter.handed).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(exporter.handed).toEqual([['a', 'b']])
  })

  test('are handed over at once where there are many, one export at a time', async () => {
    const exporter = new FakeExporter()
    exporter.isHanging = true
    const batch = new Batch(exporter, 200)
    for (const one of many(1_200)) batch.add(one)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(exporter.handed.map(({ length }) => length)).toEqual([512])
  })

  test('are tried again where that fails, later and later, and in their order', async () => {
    const exporter = new FakeExporter()
    exporter.code = 1
    const batch = new Batch(exporter, 200)
    batch.add(span('a'))
    await vi.advanceTimersByTimeAsync(200 + 1_000 + 2_000 + 4_000)
    expect(exporter.handed).toHaveLength(4)
    batch.add(span('b'))
    exporter.code = 0
    await vi.advanceTimersByTimeAsync(8_000)
    expect(exporter.handed.at(-1)).toEqual(['a', 'b'])
    expect([...shared().complaints]).toEqual([expect.stringContaining('could not be delivered')])
  })

  test('are tried again where the exporter throws', async () => {
    const exporter = new FakeExporter()
    const [works, throws] = [
      exporter.export.bind(exporter),
      () => {
        throw new Error('theirs')
      },
    ]
    exporter.export = throws
    const batch = new Batch(exporter, 200)
    batch.add(span('a'))
    await vi.advanceTimersByTimeAsync(200)
    exporter.export = works
    await vi.advanceTimersByTimeAsync(1_000)
    expect(exporter.handed).toEqual([['a']])
  })

  test('are tried again where the exporter is asynchronous and rejects, or never answers', async () => {
    const exporter = new FakeExporter()
    const works = exporter.export.bind(exporter)
    exporter.export = async () => {
      throw new Error('disk full')
    }
    const batch = new Batch(exporter, 200)
    batch.add(span('a'))
    await vi.advanceTimersByTimeAsync(200)
    exporter.export = works
    exporter.isHanging = true
    await vi.advanceTimersByTimeAsync(1_000)
    exporter.isHanging = false
    expect(exporter.handed).toEqual([['a']])
    batch.add(span('b'))
    await vi.advanceTimersByTimeAsync(40_000)
    expect(exporter.handed).toEqual([['a'], ['a', 'b']])
  })

  test('that are too many are lost, and that is said', async () => {
    const exporter = new FakeExporter()
    exporter.isHanging = true
    const batch = new Batch(exporter, 200)
    for (const one of many(512 + 8_192 + 1)) batch.add(one)
    expect([...shared().complaints]).toEqual([expect.stringContaining('some are lost')])
  })

  test('are all handed over when it is flushed, and none after it was closed', async () => {
    const exporter = new FakeExporter()
    const batch = new Batch(exporter, 200)
    for (const one of many(700)) batch.add(one)
    await batch.close()
    expect(exporter.handed.flat()).toHaveLength(700)
    batch.add(span('late'))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(exporter.handed.flat()).toHaveLength(700)
  })

  test('do not hold up whoever flushes while nothing can be delivered', async () => {
    const exporter = new FakeExporter()
    exporter.code = 1
    const batch = new Batch(exporter, 200)
    batch.add(span('a'))
    await batch.flush()
    expect(exporter.handed).toEqual([['a']])
  })
})
