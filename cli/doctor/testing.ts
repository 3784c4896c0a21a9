import type { ConnectOptions } from '../../clickhouse/client.ts'
import { PORTS } from '../../schemas/config.ts'
import { DEFAULT_POLICY } from '../../schemas/policy.ts'
import type { Place } from '../system/place.ts'
import type { Run } from '../system/run-file.ts'
import type { Around } from './around.ts'

/** A Lifespan that runs, as its run file says: this process. */
export const runAt = (clickhouse: string, said: Partial<Run> = {}): Run => ({
  pid: process.pid,
  began: '',
  clickhouse,
  engine: clickhouse,
  foreign: false,
  otlp: 'http://127.0.0.1:1',
  otlpGrpc: 'http://127.0.0.1:2',
  token: '',
  analystPassword: '',
  policy: DEFAULT_POLICY,
  ...said,
})

/** A place in which nothing runs, unless it is said. */
export const placeIn = (dataDir: string, run: Run | null = null, clickhouse: ConnectOptions | null = null): Place => ({
  dataDir,
  run,
  clickhouse,
})

/** What is around a place: ports as they are where nobody says anything, but for one. */
export function around(place: Place, otlp = 0, named = false): Around {
  const any = { port: 0, named: false }
  const none = Object.fromEntries(Object.keys(PORTS).map((name) => [name, any])) as Around['ports']
  return { place, ports: { ...none, otlp_http: { port: otlp, named } }, kafka: null, key: null }
}
