import { request, Agent } from 'node:http'
import type { ClickHouse } from '../../clickhouse/client.ts'
import type { Finding } from './map-entities.ts'
import type { Stored } from './served.ts'

const TABLES = [
  `CREATE TABLE lifespan.events (received_at DateTime64(3) DEFAULT now64(3), type LowCardinality(String), outcome LowCardinality(String),
    time Int64, credential_id String, credential_kind LowCardinality(String), issuer LowCardinality(String), workload_id String,
    workload_kind LowCardinality(String), presenter_id String, identity String, parent_id String, parent_issuer LowCardinality(String),
    not_after Int64, privilege UInt8, prod Bool, trace_id String, span_id String, attributes Map(LowCardinality(String), String))
    ENGINE = MergeTree ORDER BY (time, credential_id)`,
  `CREATE TABLE lifespan.findings (rule LowCardinality(String), subject String, appears Int64, since Int64, until Int64,
    severity LowCardinality(String), retracted Bool, version UInt64) ENGINE = ReplacingMergeTree(version) ORDER BY (rule, subject)`,
]

/** Rows on their way into ClickHouse as JSON lines: one insert at a time, the next lines gather meanwhile. */
export class Rows {
  readonly #client: ClickHouse
  readonly #url: string
  readonly #headers: Readonly<Record<string, string>>
  readonly #agent = new Agent({ keepAlive: true })
  #events: object[] = []
  #findings: object[] = []
  #version = 0
  #running: Promise<void> | null = null

  private constructor(client: ClickHouse, url: string, password: string) {
    this.#client = client
    this.#url = url
    this.#headers = { 'x-clickhouse-user': 'lifespan', 'x-clickhouse-key': password }
  }

  static async create(client: ClickHouse, url: string, password: string): Promise<Rows> {
    for (const table of TABLES) await client.command(table)
    return new Rows(client, url, password)
  }

  event(row: object): void {
    this.#events.push(row)
  }

  finding(rule: string, subject: string, finding: Finding | null): void {
    const { appears, since, until, severity } = finding ?? { appears: 0, since: 0, until: 0, severity: '' }
    const version = ++this.#version
    this.#findings.push({ rule, subject, appears, since, until, severity, retracted: finding === null, version })
  }

  /** Resolves once all that was given so far is stored. */
  async stored(): Promise<void> {
    await this.#running
    if (this.#events.length === 0 && this.#findings.length === 0) return
    await (this.#running ??= this.#flush())
  }

  async #flush(): Promise<void> {
    const [events, findings] = [this.#events, this.#findings]
    this.#events = []
    this.#findings = []
    await this.#insert('events', events)
    await this.#insert('findings', findings)
    this.#running = null
  }

  async counts(): Promise<Stored> {
    const [row] = await this.#client.rows<{ events: string; findings: string }>(
      'SELECT (SELECT count() FROM lifespan.events) AS events, (SELECT count() FROM lifespan.findings FINAL WHERE NOT retracted) AS findings',
    )
    return { events: Number(row?.events), findings: Number(row?.findings) }
  }

  #insert(table: string, rows: readonly object[]): Promise<void> {
    if (rows.length === 0) return Promise.resolve()
    const query = encodeURIComponent(`INSERT INTO lifespan.${table} FORMAT JSONEachRow`)
    const options = { method: 'POST', agent: this.#agent, headers: this.#headers }
    return new Promise((resolve, reject) => {
      const sent = request(`${this.#url}/?query=${query}`, options, (response) => {
        response.resume().once('end', () => {
          if (response.statusCode === 200) resolve()
          else reject(new Error(`ClickHouse answered with ${response.statusCode}`))
        })
      })
      sent.once('error', reject).end(rows.map((row) => JSON.stringify(row)).join('\n'))
    })
  }
}
