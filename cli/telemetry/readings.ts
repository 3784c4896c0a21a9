import { readFile } from 'node:fs/promises'
import { engineProcess } from '../../clickhouse/io/data-directory.ts'
import type { ReceiverCounters } from '../../collector/receivers/receiver.ts'
import type { Budget } from '../../collector/receivers/budget.ts'
import type { Engine } from '../../correlator/engine/engine.ts'
import type { Distribution } from '../../schemas/distribution.ts'
import { ENTITIES } from '../../schemas/entities.ts'
import type { MetricName } from '../../schemas/metrics.ts'
import type { Observed } from '../system/core.ts'
import { version } from '../version.ts'

/** One value of a metric. */
export interface Reading {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number | Distribution
}

type Read = () => readonly Reading[] | Promise<readonly Reading[]>

/** How each metric that is declared is read. */
export type Readings = Readonly<Record<MetricName, Read>>

/** What is read: a core, and who receives for it. */
export interface Metered {
  readonly core: Observed
  readonly receivers: Readonly<Record<string, Readonly<ReceiverCounters>>>
  readonly budget: Budget
}

const one = (value: number | Distribution): readonly Reading[] => [{ labels: {}, value }]

/** Reads what there is to measure, where it is counted. */
export function readingsOf({ core, receivers, budget }: Metered): Readings {
  const { meters, embedded } = core
  const { inserts, journeys, records, findings, alerts } = meters
  const engines = () => core.judging?.engines ?? []
  const sum = (value: (engine: Engine) => number) => engines().reduce((all, engine) => all + value(engine), 0)
  const each = (value: (counters: Readonly<ReceiverCounters>) => number | Distribution) => () =>
    Object.entries(receivers).map(([receiver, counters]) => ({ labels: { receiver }, value: value(counters) }))
  const tables =
    (value: (inserted: { done: number; failed: number; seconds: Distribution }) => number | Distribution) => () =>
      [...inserts.byTable].map(([table, inserted]) => ({ labels: { table }, value: value(inserted) }))
  return {
    lifespan_build_info: () => [{ labels: { version }, value: 1 }],
    lifespan_requests_total: () => requests(receivers),
    lifespan_requests_abandoned_total: each(({ abandoned }) => abandoned),
    lifespan_request_duration_seconds: each(({ seconds }) => seconds),
    lifespan_connections_dropped_total: () => each(({ dropped }) => dropped)().filter(hasConnections),
    lifespan_held_bytes: () => one(budget.held),
    lifespan_held_limit_bytes: () => one(budget.limit),
    lifespan_records_total: () => cameTo(records.bySource),
    lifespan_events_stored_total: () => one(journeys.events),
    lifespan_inserts_total: tables(({ done }) => done),
    lifespan_insert_failures_total: tables(({ failed }) => failed),
    lifespan_insert_duration_seconds: tables(({ seconds }) => seconds),
    lifespan_publish_delay_seconds: () => one(journeys.delays),
    lifespan_unpublished_seconds: () => one(secondsSince(journeys.oldest)),
    lifespan_findings_total: () => byTwo(findings, 'rule', 'activity'),
    lifespan_alert_attempts_total: () => byTwo(alerts, 'endpoint', 'outcome'),
    lifespan_partitions: () => (core.judging?.behind === undefined ? [] : one(engines().length)),
    lifespan_partitions_behind_records: () => (core.judging?.behind === undefined ? [] : one(core.judging.behind)),
    lifespan_timers: () => one(sum(({ timers }) => timers)),
    lifespan_entities: () =>
      ENTITIES.map(({ name }) => ({ labels: { kind: name }, value: sum(({ state }) => state.table(name).count) })),
    lifespan_correlator_memory_bytes: () => one(sum(({ size }) => size)),
    lifespan_clickhouse_memory_bytes: () => (embedded === null ? [] : residentBytes(embedded.dataDir)),
    lifespan_clickhouse_restarts_total: () => (embedded === null ? [] : one(embedded.restarts())),
  }
}

/** Pushed logs come in over the connections of `http`. */
const hasConnections = ({ labels }: Reading) => labels['receiver'] !== 'push'

function requests(receivers: Metered['receivers']): Reading[] {
  return Object.entries(receivers).flatMap(([receiver, { answers }]) =>
    [...answers].map(([status, value]) => ({ labels: { receiver, status: String(status) }, value })),
  )
}

function cameTo(bySource: Observed['meters']['records']['bySource']): Reading[] {
  return [...bySource].flatMap(([source, came]) =>
    Object.entries(came).map(([outcome, value]) => ({ labels: { source, outcome }, value: value as number })),
  )
}

/** Counts whose keys are two words. */
function byTwo(counts: ReadonlyMap<string, number>, first: string, second: string): Reading[] {
  return [...counts].map(([key, value]) => {
    const [former = '', latter = ''] = key.split(' ')
    return { labels: { [first]: former, [second]: latter }, value }
  })
}

const secondsSince = (moment: number | null) => (moment === null ? 0 : (performance.now() - moment) / 1_000)

/** As Linux has it; nothing where it is not known. */
async function residentBytes(dataDir: string): Promise<readonly Reading[]> {
  const pid = await engineProcess(dataDir)
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB/m.exec(status) ?? []
  return kibibytes === undefined ? [] : one(Number(kibibytes) * 1_024)
}
