import { globSync, readFileSync } from 'node:fs'

/** A record batch as a broker stores it. */
export interface StoredBatch {
  readonly records: number
  readonly bytes: number
  /** 0 none, 1 gzip, 2 snappy, 3 LZ4, 4 zstd. */
  readonly codec: number
}

/** Where in a batch of format 2 its length, its attributes and the number of its records stand (Kafka: Message Format). */
const LENGTH = 8
const ATTRIBUTES = 21
const RECORDS = 57
const HEAD = 12
const CODEC = 0x7

/** The batches in all segments of a topic, as they lie in a broker's log directory. */
export function storedBatches(logs: string, topic: string): StoredBatch[] {
  return globSync(`${logs}/${topic}-*/*.log`).flatMap((file) => batchesIn(readFileSync(file)))
}

function batchesIn(segment: Buffer): StoredBatch[] {
  const batches: StoredBatch[] = []
  for (let at = 0; at + RECORDS < segment.length;) {
    const bytes = HEAD + segment.readInt32BE(at + LENGTH)
    if (bytes === HEAD) break
    const codec = segment.readInt16BE(at + ATTRIBUTES) & CODEC
    batches.push({ records: segment.readInt32BE(at + RECORDS), bytes, codec })
    at += bytes
  }
  return batches
}
