import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { encodeProtobuf } from './test-protobuf.ts'
import { recordsOf, tally } from './test-reading.ts'

/** Requests that real services sent, one a line; they are not ours to keep, and need not be there. */
const FOLDER = join(import.meta.dirname, '../../../shared/data/otlp')
const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((file) => /\.jsonl\.gz$|\.json$/.test(file)) : []

function requests(file: string): string[] {
  const bytes = readFileSync(join(FOLDER, file))
  if (!file.endsWith('.gz')) return [bytes.toString()]
  return gunzipSync(bytes)
    .toString()
    .split('\n')
    .filter((line) => line !== '')
}

describe.skipIf(files.length === 0)('requests of real services', () => {
  test.each(files)('are read in both encodings: %s', (file) => {
    for (const text of requests(file)) {
      const signal = text.includes('resourceSpans') ? 'traces' : 'logs'
      const request = JSON.parse(text) as object
      const asJson = recordsOf(signal, 'json', new TextEncoder().encode(text))
      const asProtobuf = recordsOf(
        signal,
        'protobuf',
        encodeProtobuf(signal === 'traces' ? 'TracesRequest' : 'LogsRequest', request),
      )
      expect(tally(asJson)).toEqual({ accepted: 0, ignored: asProtobuf.length, rejected: 0 })
    }
  })
})
