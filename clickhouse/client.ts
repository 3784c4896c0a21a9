import { Readable } from 'node:stream'
import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client'
import type { NativeBlock } from './native/column.ts'
import { decodeNative } from './native/decode.ts'
import { OUR_SETTINGS } from './our-settings.ts'
import { failingWhereServerFailed } from './response.ts'
import { toFault } from './server-error.ts'
import { insistWhole, objectsIn, type WholeFormat } from './whole.ts'

/** Values for the `{name:Type}` places of a query: never put a value into its text. */
export type QueryParams = Readonly<Record<string, unknown>>
/** ClickHouse settings of one query. */
export type QuerySettings = Readonly<Record<string, string | number>>

/** Where a ClickHouse is and as whom to speak to it. Without `database` the server's default is used. */
export interface ConnectOptions {
  readonly url: string
  readonly user: string
  readonly password: string
  readonly database?: string
  /** Said with every query; by default what keeps answers the same on every server. */
  readonly settings?: QuerySettings
}

/** The one way to ClickHouse, embedded or a cluster. Every call throws a `Fault` and nothing else. */
export interface ClickHouse {
  /** The database that unqualified names belong to. */
  readonly database: string | undefined
  /** All rows of a small answer. 64-bit integers come as strings. */
  rows<T>(query: string, params?: QueryParams, settings?: QuerySettings): Promise<T[]>
  /** A statement without an answer. */
  command(query: string, params?: QueryParams, settings?: QuerySettings): Promise<void>
  /** Inserts one encoded Native block. Rejected with a retryable fault when the outcome is unknown: repeat it then. */
  insertNative(table: string, columns: readonly string[], block: Uint8Array, settings?: QuerySettings): Promise<void>
  /** The answer as decoded columns, block by block. Breaking out of the loop ends the query. */
  native(query: string, params?: QueryParams, settings?: QuerySettings): AsyncIterable<NativeBlock>
  /** A small answer as it is written in a format: all of it, or a `Fault`. */
  text(query: string, params: QueryParams, format: WholeFormat, settings?: QuerySettings): Promise<string>
  /** The raw answer in a format of ClickHouse's (`TSV`, `RowBinary`, …). The stream too fails with a `Fault`. */
  stream(query: string, params: QueryParams, format: string, settings?: QuerySettings): Promise<Readable>
  /** Whether the server lives and accepts the user. */
  ping(): Promise<void>
  close(): Promise<void>
}

interface Connection {
  readonly client: ClickHouseClient
  readonly where: string
}

/** Opens a connection pool. Nothing is sent until the first call. */
export function connect(options: ConnectOptions): ClickHouse {
  const connection = { client: open(options), where: new URL(options.url).host }
  return {
    database: options.database,
    rows: (query, params, settings) => rows(connection, query, params, settings),
    command: (query, params, settings) => command(connection, query, params, settings),
    insertNative: (table, columns, block, settings) => insertNative(connection, table, columns, block, settings),
    native: (query, params, settings) => native(connection, query, params, settings),
    text: (query, params, format, settings) => text(connection, query, params, format, settings),
    stream: async (...asked) => (await ask(connection, ...asked)).body,
    ping: async () => void (await rows(connection, 'SELECT 1', {}, {})),
    close: () => connection.client.close(),
  }
}

function open({ url, user, password, database, settings = OUR_SETTINGS }: ConnectOptions): ClickHouseClient {
  return createClient({
    url,
    username: user,
    password,
    ...(database === undefined ? {} : { database }),
    clickhouse_settings: { ...settings },
    request_timeout: 300_000,
    max_open_connections: 16,
    keep_alive: { enabled: true, idle_socket_ttl: 1_500, eagerly_destroy_stale_sockets: true },
    log: { level: ClickHouseLogLevel.OFF },
  })
}

/** The server holds so many bytes of a small answer back, in memory: a failure before has a status of its own. */
const held: QuerySettings = { buffer_size: 4_194_304 }

async function rows<T>(from: Connection, query: string, params?: QueryParams, settings?: QuerySettings): Promise<T[]> {
  return objectsIn<T>(await text(from, query, params, 'JSONEachRow', settings), from.where)
}

async function text(
  from: Connection,
  query: string,
  params: QueryParams | undefined,
  format: WholeFormat,
  settings?: QuerySettings,
): Promise<string> {
  const inArray: QuerySettings = format === 'JSONEachRow' ? { output_format_json_array_of_rows: 1 } : {}
  const { body, isOfClickHouse } = await ask(from, query, params, format, { ...held, ...inArray, ...settings })
  const whole = Buffer.concat(await body.toArray()).toString('utf8')
  insistWhole(whole, format, from.where, isOfClickHouse)
  return whole
}

async function command(to: Connection, query: string, params?: QueryParams, settings?: QuerySettings): Promise<void> {
  try {
    await to.client.command({ query, query_params: { ...params }, clickhouse_settings: { ...settings } })
  } catch (error) {
    throw toFault(error, firstWords(query), to.where)
  }
}

async function insertNative(
  to: Connection,
  table: string,
  columns: readonly string[],
  block: Uint8Array,
  settings?: QuerySettings,
): Promise<void> {
  const query = `INSERT INTO ${table} (${columns.map((name) => `\`${name}\``).join(', ')}) FORMAT Native`
  try {
    const values = Readable.from([block], { objectMode: false })
    const answer = await to.client.exec({ query, values, clickhouse_settings: { ...settings } })
    for await (const chunk of answer.stream) void chunk
  } catch (error) {
    throw toFault(error, `insert into ${table}`, to.where)
  }
}

async function* native(
  from: Connection,
  query: string,
  params?: QueryParams,
  settings?: QuerySettings,
): AsyncGenerator<NativeBlock> {
  const { body } = await ask(from, query, params, 'Native', settings)
  try {
    yield* decodeNative(body)
  } catch (error) {
    throw toFault(error, 'read', from.where)
  } finally {
    body.destroy()
  }
}

/** With it the server would hold an answer back in a file, and where its disk is full send a part of it, or nothing, as if it were all. */
const inNoFile: QuerySettings = { wait_end_of_query: 0 }

interface Answered {
  readonly body: Readable
  readonly isOfClickHouse: boolean
}

async function ask(
  from: Connection,
  query: string,
  params: QueryParams | undefined,
  format: string,
  settings?: QuerySettings,
): Promise<Answered> {
  try {
    const { stream, response_headers: headers } = await from.client.exec({
      query: `${query}\nFORMAT ${format}`,
      query_params: { ...params },
      clickhouse_settings: { ...inNoFile, ...settings },
    })
    const tag = headers['x-clickhouse-exception-tag']
    const faultOf = (error: unknown) => toFault(error, 'read', from.where)
    const body = failingWhereServerFailed(stream, Array.isArray(tag) ? tag[0] : tag, faultOf)
    return { body, isOfClickHouse: 'x-clickhouse-query-id' in headers }
  } catch (error) {
    throw toFault(error, 'query', from.where)
  }
}

/** `CREATE TABLE events (…` is told as `create table events`: enough to find it, and no values. */
function firstWords(query: string): string {
  const [verb = '', kind = '', name = ''] = query
    .trim()
    .replace(/\bIF (NOT )?EXISTS /, '')
    .split(/[\s(]+/, 3)
  return /^(create|alter|drop|system|rename|optimize)$/i.test(verb)
    ? `${verb} ${kind} ${name}`.toLowerCase()
    : 'command'
}
