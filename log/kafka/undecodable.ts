import { randomBytes } from 'node:crypto'

/** What stands for a record that can't be decompressed: nobody else can write it. */
const MARK = randomBytes(16)
/** Where the number of records stands: before what is compressed (Kafka: RecordBatch). */
const COUNT_BYTES = 4
const MOST_RECORDS = 1_000_000

/**
 * As many records as a batch has whose compressed part is broken, so that the consumer goes on behind them. They are what kafkajs
 * decodes: length, attributes, time, offset, no key, the mark as value, no headers.
 */
export function undecodable(compressed: Buffer): Buffer {
  const before = new DataView(compressed.buffer, compressed.byteOffset - COUNT_BYTES, COUNT_BYTES)
  const count = Math.min(Math.max(before.getInt32(0), 0), MOST_RECORDS)
  return Buffer.concat(Array.from({ length: count }, (_, offset) => record(offset)))
}

/** Whether a value stands for a record that can't be decompressed. */
export function isUndecodable(value: Buffer): boolean {
  return value.equals(MARK)
}

function record(offset: number): Buffer {
  const body = Buffer.concat([
    Buffer.from([0, 0]),
    varint(offset),
    varint(-1),
    varint(MARK.length),
    MARK,
    Buffer.from([0]),
  ])
  return Buffer.concat([varint(body.length), body])
}

/** Zigzag, as Kafka writes numbers in records. */
function varint(value: number): Buffer {
  const bytes: number[] = []
  let left = ((value << 1) ^ (value >> 31)) >>> 0
  for (; left > 127; left >>>= 7) bytes.push((left & 127) | 128)
  return Buffer.from([...bytes, left])
}
