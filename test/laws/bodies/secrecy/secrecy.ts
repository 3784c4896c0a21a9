import { canaries, seeded, type Canary } from '../../../../redaction/canaries/canaries.ts'
import { WRITING_NAMES, WRITINGS } from './forms.ts'
import { Needles, type Hit } from './needles.ts'
import type { Next } from './attribute-places.ts'
import { logsOf, logsWith, spansOf, tracesWith } from './otlp-places.ts'
import { RECORD_PLACES, recordWith } from './record-places.ts'
import { Stored } from './stored.ts'

/** Writes a secret in the next way each time; which is the first hangs on the number. */
export function writingsOf({ text }: Canary, number: number): Next {
  let turn = number * 7
  return () => WRITINGS[WRITING_NAMES[turn++ % WRITING_NAMES.length]!]!(text)
}

/** Secrecy, without a ClickHouse: of one secret of some format, in every place of a request and of a record, nothing is sent on. */
export async function secrecy(seed: number): Promise<Hit | null> {
  const [canary] = canaries(1, seeded(seed), seed)
  const next = writingsOf(canary!, seed)
  const stored = new Stored()
  for (const encoding of ['protobuf', 'json'] as const) {
    await stored.request('traces', encoding, tracesWith(next, spansOf(next, seed)))
    await stored.request('logs', encoding, logsWith(next, logsOf(next, seed)))
  }
  const places = Array.from({ length: RECORD_PLACES }, (_, place) => place)
  await stored.records(
    places.map((place) => recordWith(next, place)),
    `logs/${next()}/a.json`,
  )
  return new Needles([canary!]).find(stored.bytes, 1)[0] ?? null
}
