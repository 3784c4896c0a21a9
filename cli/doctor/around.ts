import type { Millis } from '../../schemas/time.ts'
import type { ClickHouse } from '../../clickhouse/client.ts'
import type { Settings } from '../config/settings.ts'
import type { Place } from '../system/place.ts'

/** What checks look at before any data are opened. */
export interface Around {
  readonly place: Place
  readonly ports: Settings['ports']
  /** Where Kafka is the log. */
  readonly kafka: Settings['kafka']
  /** What keys follow from, where that is configured. */
  readonly key: Settings['key']
}

/** What checks of stored data look at. */
export interface Stored {
  readonly client: ClickHouse
  readonly place: Place
  readonly key: Settings['key']
  readonly now: Millis
}

/** How far back it matters what sources did: what was mended before yesterday is no trouble any more. */
export const LOOKED_BACK = 'INTERVAL 1 DAY'
