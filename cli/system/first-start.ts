import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { freePort } from '../../clickhouse/io/ports.ts'
import type { Settings } from '../config/settings.ts'
import type { Place } from './place.ts'

/** Whether anything lies at one of these paths; `-`, the standard input, is always there. */
export async function isAnyThere(paths: readonly string[]): Promise<boolean> {
  const there = paths.map(async (path) => path === '-' || (await stat(path).catch(() => null)) !== null)
  return (await Promise.all(there)).includes(true)
}

/** Whether the data directory of a place would be made. */
export function isNew({ dataDir, run }: Pick<Place, 'dataDir' | 'run'>): boolean {
  return run === null && !existsSync(dataDir)
}

const PURPOSES = {
  otlp_http: 'OTLP over HTTP',
  otlp_grpc: 'OTLP over gRPC',
  clickhouse_http: 'ClickHouse HTTP',
  clickhouse_tcp: 'ClickHouse native protocol',
} as const
const OUR_SERVERS: readonly string[] = ['otlp_http', 'otlp_grpc']

/** Throws where a port that somebody named is taken: before anything is made that would be left behind. */
export async function insistOnPorts({ ports, clickhouse }: Pick<Settings, 'ports' | 'clickhouse'>): Promise<void> {
  for (const [name, choice] of Object.entries(ports)) {
    const isOpened = clickhouse === null || OUR_SERVERS.includes(name)
    if (choice.named && isOpened) await freePort({ ...choice, purpose: PURPOSES[name as keyof typeof PURPOSES] })
  }
}
