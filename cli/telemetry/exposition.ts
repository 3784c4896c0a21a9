import type { Metric as PrometheusMetric, Registry } from 'prom-client'
import { Distribution } from '../../schemas/distribution.ts'
import { METRICS, type MetricName } from '../../schemas/metrics.ts'
import { readingsOf, type Metered, type Reading, type Readings } from './readings.ts'

/** How often the delay of the event loop is looked at, ms. */
const LOOP_RESOLUTION_MS = 20

/** All metrics in Prometheus' text format, made anew at each call. The library is loaded by whoever asks first, and so by nobody's start. */
export function createExposition(metered: Metered): Promise<() => Promise<string>> {
  return expositionOf(readingsOf(metered))
}

/** The same of readings that are there. */
export async function expositionOf(readings: Readings): Promise<() => Promise<string>> {
  const { Registry, collectDefaultMetrics } = await import('prom-client')
  const registry = new Registry()
  for (const name of Object.keys(METRICS) as MetricName[]) register(registry, name, readings)
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LOOP_RESOLUTION_MS })
  // The library writes NaN (a delay of which nothing is known yet) as nobody else does.
  return async () => (await registry.metrics()).replaceAll(/ Nan$/gm, ' NaN')
}

/** A line of the format. */
interface Sample {
  readonly metricName?: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** A metric that has no state of its own: the registry asks it, and it reads. */
function register(registry: Registry, name: MetricName, readings: Readings): void {
  const { kind: type, doc: help } = METRICS[name]
  const get = async () => {
    const read = await readings[name]()
    return { name, help, type, aggregator: 'sum', values: read.flatMap((reading) => samplesOf(name, reading)) }
  }
  registry.registerMetric({ name, get } as unknown as PrometheusMetric)
}

function samplesOf(name: string, { labels, value }: Reading): Sample[] {
  if (!(value instanceof Distribution)) return [{ value, labels }]
  const buckets = value.cumulative.map(([bound, count]) => ({
    metricName: `${name}_bucket`,
    labels: { ...labels, le: bound === Infinity ? '+Inf' : String(bound) },
    value: count,
  }))
  const count = buckets.at(-1)!.value
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: value.sum },
    { metricName: `${name}_count`, labels, value: count },
  ]
}
