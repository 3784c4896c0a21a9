import { code, page, table } from './markdown.ts'

/** A measure of the process, as Prometheus has it. */
export interface Metric {
  readonly kind: 'counter' | 'gauge' | 'histogram'
  readonly labels: readonly string[]
  readonly doc: string
}

const counter = (doc: string, ...labels: string[]) => ({ kind: 'counter', labels, doc }) as const
const gauge = (doc: string, ...labels: string[]) => ({ kind: 'gauge', labels, doc }) as const
const histogram = (doc: string, ...labels: string[]) => ({ kind: 'histogram', labels, doc }) as const

/** What `/metrics` tells of Lifespan. Base units; counted since the start of the process; no label has values that a stranger can choose. */
export const METRICS = {
  lifespan_build_info: gauge('Always 1; the version that runs', 'version'),
  lifespan_requests_total: counter(
    'Requests answered: status is of HTTP, for grpc of gRPC (0: OK)',
    'receiver',
    'status',
  ),
  lifespan_requests_abandoned_total: counter('Requests whose client went away before the answer', 'receiver'),
  lifespan_request_duration_seconds: histogram('From the head of a request to its answer', 'receiver'),
  lifespan_connections_dropped_total: counter('Connections above the limit, closed unheard', 'receiver'),
  lifespan_held_bytes: gauge('Bytes of requests that are held, as sent and inflated, over all receivers'),
  lifespan_held_limit_bytes: gauge('How many may be: above that requests are sent away for a second'),
  lifespan_records_total: counter(
    'Records that were accepted, ignored or rejected, once that is durable; beyond 100 sources source is "other"',
    'source',
    'outcome',
  ),
  lifespan_events_stored_total: counter('Events that are durable'),
  lifespan_inserts_total: counter('Inserts into ClickHouse that it acknowledged', 'table'),
  lifespan_insert_failures_total: counter('Inserts that it did not; each is tried again, unchanged', 'table'),
  lifespan_insert_duration_seconds: histogram('How long acknowledged inserts took', 'table'),
  lifespan_publish_delay_seconds: histogram(
    "From a batch's first record being taken to all that follows from it being published",
  ),
  lifespan_unpublished_seconds: gauge('How long the oldest batch that is not published yet has waited; 0 without one'),
  lifespan_findings_total: counter('Findings that were published, retractions too', 'rule', 'activity'),
  lifespan_alert_attempts_total: counter(
    'Attempts to tell an endpoint of a finding: sent or failed; what failed is tried again',
    'endpoint',
    'outcome',
  ),
  lifespan_partitions: gauge('Partitions of the log that are judged here; where it is Kafka'),
  lifespan_partitions_behind_records: gauge('Records of those partitions that wait to be read'),
  lifespan_timers: gauge('Moments that are waited for, at which verdicts appear'),
  lifespan_entities: gauge('Entities that are known', 'kind'),
  lifespan_correlator_memory_bytes: gauge('Bytes of all that the correlator knows: rows, links, ids, timers'),
  lifespan_clickhouse_memory_bytes: gauge(
    'Resident memory of the embedded ClickHouse; on Linux, and not of a server of your own',
  ),
  lifespan_clickhouse_restarts_total: counter(
    'How often the embedded ClickHouse ended by itself and was started again',
  ),
} as const satisfies Readonly<Record<string, Metric>>

export type MetricName = keyof typeof METRICS

const INTRODUCTION =
  "`GET /metrics`, on the port of OTLP over HTTP: Prometheus' text format 0.0.4. Beside these stand the metrics of the process and of Node.js that `prom-client` has by default (`process_cpu_seconds_total`, `process_resident_memory_bytes`, `nodejs_eventloop_lag_seconds`, …), which begin at the first scrape. Lifespan's own counters begin at 0 with the process. A histogram has `_bucket`, `_sum` and `_count`."

const SCRAPE = `\`\`\`yaml
scrape_configs:
  - job_name: lifespan
    static_configs: [{ targets: ["127.0.0.1:4318"] }]
\`\`\``

const QUESTIONS = `Worth an alert:

\`\`\`
lifespan_unpublished_seconds > 30                          # ClickHouse does not take, or the correlator does not go on
rate(lifespan_insert_failures_total[5m]) > 0               # inserts fail and are tried again
rate(lifespan_requests_total{receiver!="grpc",status="503"}[5m]) > 0   # clients are sent away
rate(lifespan_records_total{outcome="rejected"}[15m]) > 0  # npx lifespan query rejected says what
increase(lifespan_clickhouse_restarts_total[1h]) > 0
rate(lifespan_alert_attempts_total{outcome="failed"}[15m]) > 0         # npx lifespan alerts list says what and why
\`\`\``

/** The metrics, as a page. */
export function metricsPage(): string {
  const rows = Object.entries<Metric>(METRICS).map(([name, { kind, labels, doc }]) => [
    code(name),
    kind,
    labels.map(code).join(', '),
    doc,
  ])
  const values =
    'Values of labels: `receiver` is `http`, `grpc` or `push`; `outcome` is `accepted`, `ignored` or `rejected`; `activity` is `create`, `update` or `retract`; `table` is one of those that Lifespan writes; `kind` is one of the [entities](entities.md); `source` is who reports: `otlp`, an adapter, or a name that somebody with a token or on this machine gave.'
  return page('Metrics', INTRODUCTION, [table(['metric', 'kind', 'labels', 'means'], rows), values, SCRAPE, QUESTIONS])
}
