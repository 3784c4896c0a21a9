import { createHash } from 'node:crypto'
import { totalmem } from 'node:os'
import { analystSettings } from './analyst-settings.ts'
import { loopback } from './ports.ts'

/** The passwords of the two users that can speak to the embedded server. */
export interface Passwords {
  readonly lifespan: string
  readonly analyst: string
}

/** Properties of librdkafka by their names: how the engine's own Kafka tables reach brokers. */
export type KafkaProperties = Readonly<Record<string, string>>

/** What stands in the configuration of some engines only. */
export interface ConfigOptions {
  /** `<remote_servers>`, where it is a shard of a cluster. */
  readonly remoteServers?: string
  /** How its Kafka tables reach brokers. */
  readonly kafka?: KafkaProperties
}

/** How many queries the launcher itself states as `default`: see {@link holdingQueries}. */
const launcherQueries = 3
const gigabyte = 1024 ** 3

/**
 * What the launcher's own session runs: open the two ports, then hold on until standard input closes. `name` is random and tells
 * this server's holding query from any other's.
 */
export function holdingQueries(name: string): string {
  const hold = `SELECT count() AS ${name} FROM file('stdin', 'LineAsString', 'l String')`
  return `SYSTEM START LISTEN HTTP; SYSTEM START LISTEN TCP; ${hold}`
}

/** Memory for the whole server in bytes: two fifths of what this machine or container has, between 1 and 8 GB. */
export function serverMemory(
  available: number = Math.min(totalmem(), process.constrainedMemory() || Infinity),
): number {
  return Math.floor(Math.min(Math.max(0.4 * available, gigabyte), 8 * gigabyte))
}

/**
 * The whole configuration of the embedded server, users included, as XML; `path` is where it will be, because it names itself as the
 * file of users. It holds passwords only as SHA-256 hashes, but for those of others in
 * `remoteServers`; those of Kafka are told by {@link kafkaEnvironment}.
 */
export function engineConfig(path: string, passwords: Passwords, memory: number, more: ConfigOptions = {}): string {
  const { remoteServers = '', kafka = {} } = more
  return `<clickhouse><users_config>${escaped(path)}</users_config>${server(memory)}${remoteServers}${kafkaSection(kafka)}
<profiles><default/>${fenceProfile}${lifespanProfile}${analystProfile(memory)}</profiles>
<quotas><default/><fence><interval><duration>2147483647</duration><queries>${launcherQueries}</queries></interval></fence></quotas>
<users>
${user('default', '<password/>', 'fence', fenceGrants)}
${user('lifespan', hashed(passwords.lifespan), 'lifespan', [...lifespanGrants, ...(remoteServers === '' ? [] : ['READ, WRITE ON REMOTE'])])}
${user('analyst', hashed(passwords.analyst), 'analyst', analystGrants)}
</users></clickhouse>`
}

/** Few threads and small caches: it lives on laptops. The keep-alive is short because an idle connection delays the end. */
function server(memory: number): string {
  return `
<timezone>UTC</timezone><keep_alive_timeout>3</keep_alive_timeout><max_connections>512</max_connections>
<max_server_memory_usage>${memory}</max_server_memory_usage>
<mark_cache_size>67108864</mark_cache_size><uncompressed_cache_size>0</uncompressed_cache_size>
<index_mark_cache_size>16777216</index_mark_cache_size><primary_index_cache_size>67108864</primary_index_cache_size>
<query_cache><max_size_in_bytes>16777216</max_size_in_bytes></query_cache>
<background_pool_size>2</background_pool_size><background_schedule_pool_size>4</background_schedule_pool_size>
<background_common_pool_size>2</background_common_pool_size><background_move_pool_size>1</background_move_pool_size>
<background_fetches_pool_size>1</background_fetches_pool_size>
<asynchronous_metrics_update_period_s>60</asynchronous_metrics_update_period_s>
<asynchronous_heavy_metrics_update_period_s>600</asynchronous_heavy_metrics_update_period_s>
<merge_tree>
<number_of_free_entries_in_pool_to_lower_max_size_of_merge>1</number_of_free_entries_in_pool_to_lower_max_size_of_merge>
<number_of_free_entries_in_pool_to_execute_mutation>1</number_of_free_entries_in_pool_to_execute_mutation>
<number_of_free_entries_in_pool_to_execute_optimize_entire_partition>1</number_of_free_entries_in_pool_to_execute_optimize_entire_partition>
</merge_tree>`
}

/** Names have `_` for `.` there. */
function kafkaSection(properties: KafkaProperties): string {
  const elements = Object.keys(properties).map((name) => `<${tagOf(name)} from_env="${variableOf(name)}"/>`)
  return `<dollar>$</dollar><kafka>${elements.join('')}</kafka>`
}

/** The values of Kafka's properties, for the engine's environment: whoever may select could read the file while it is there. */
export function kafkaEnvironment(properties: KafkaProperties = {}): Readonly<Record<string, string>> {
  const values = Object.entries(properties)
  return Object.fromEntries(
    values.map(([name, value]) => [variableOf(name), escaped(value).replaceAll('$', () => DOLLAR)]),
  )
}

const tagOf = (name: string) => name.replaceAll('.', '_')
const variableOf = (name: string) => `LIFESPAN_KAFKA_${tagOf(name)}`

/** ClickHouse takes `${name}` in a value for another value of its configuration, so a dollar is one too. */
const DOLLAR = '${dollar}'

const shared = `<max_query_size>1048576</max_query_size><async_insert>0</async_insert><join_use_nulls>0</join_use_nulls><session_timezone>UTC</session_timezone>
<enable_join_runtime_filters>0</enable_join_runtime_filters><query_plan_optimize_join_order_limit>0</query_plan_optimize_join_order_limit><output_format_json_quote_64bit_integers>1</output_format_json_quote_64bit_integers>`

const lifespanProfile = `<lifespan>${shared}<log_queries>0</log_queries></lifespan>`

/**
 * The launcher's session needs `default` without a password, and whoever asks over HTTP can be `default` too. The server lets such
 * a one say a single character; only the launcher's session, by {@link sessionArguments}, may say more. Grants and quota are the
 * second and the third fence.
 */
const fenceProfile = `<fence><max_query_size>1</max_query_size>
<constraints><max_query_size><const/></max_query_size></constraints></fence>`

/** What lifts the fence for the launcher's own session: settings on the command line are that session's alone. */
export const sessionArguments: readonly string[] = ['--max_query_size=1000']

function analystProfile(memory: number): string {
  return `<analyst>${shared}<readonly>1</readonly><log_queries>0</log_queries>
<max_execution_time>60</max_execution_time><max_memory_usage>${Math.floor(memory / 2)}</max_memory_usage>
<max_result_rows>1000000</max_result_rows><result_overflow_mode>throw</result_overflow_mode>
<max_concurrent_queries_for_user>16</max_concurrent_queries_for_user>
<constraints>
<max_execution_time><min>1</min><max>300</max><changeable_in_readonly/></max_execution_time>
<max_threads><min>0</min><max>16</max><changeable_in_readonly/></max_threads>
${analystSettings.map((name) => `<${name}><changeable_in_readonly/></${name}>`).join('\n')}
</constraints></analyst>`
}

const fenceGrants = ['SYSTEM LISTEN ON *.*', 'READ ON FILE', 'CREATE TEMPORARY TABLE ON *.*']
const lifespanGrants = [
  'ALL ON lifespan.*',
  'ALL ON analyst.*',
  'SELECT ON system.*',
  'SHOW ON *.*',
  'KILL QUERY ON *.*',
  'CREATE TEMPORARY TABLE ON *.*',
  'TABLE ENGINE ON *',
  'READ ON KAFKA',
]
const analystGrants = ['SELECT ON analyst.*', 'SELECT ON system.one', 'SELECT ON system.numbers']

function user(name: string, password: string, profile: string, grants: readonly string[]): string {
  const granted = grants.map((grant) => `<query>GRANT ${grant}</query>`).join('')
  const quota = profile === 'fence' ? 'fence' : 'default'
  return `<${name}>${password}<networks><ip>${loopback}</ip></networks><profile>${profile}</profile>
<quota>${quota}</quota><grants>${granted}</grants></${name}>`
}

function hashed(password: string): string {
  return `<password_sha256_hex>${createHash('sha256').update(password).digest('hex')}</password_sha256_hex>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
