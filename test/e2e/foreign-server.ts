import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { engineLibrary } from '../../clickhouse/io/engine-process.ts'
import { freePort } from '../../clickhouse/io/ports.ts'

const CHILD = fileURLToPath(new URL('../../clickhouse/io/engine-child.ts', import.meta.url))
const PATIENCE_MS = 20_000

/** A password that no message may show, in no form: it would break an address, a shell and a pattern. */
export const PASSWORD = "hunter2 &/@:#%é'"

/** What somebody may have set for all of their users, and what would change our answers if we let it. */
const THEIRS: Readonly<Record<string, string | number>> = {
  session_timezone: 'Asia/Kathmandu',
  async_insert: 1,
  wait_for_async_insert: 0,
  join_use_nulls: 1,
  transform_null_in: 1,
  aggregate_functions_null_for_empty: 1,
  cast_keep_nullable: 1,
  data_type_default_nullable: 1,
  union_default_mode: 'DISTINCT',
  prefer_column_name_to_alias: 1,
  final: 1,
  output_format_json_quote_64bit_integers: 0,
  output_format_json_escape_forward_slashes: 1,
  date_time_output_format: 'unix_timestamp',
  date_time_input_format: 'best_effort_us',
  format_csv_delimiter: ';',
  format_csv_null_representation: 'NULL',
  output_format_csv_crlf_end_of_line: 1,
  bool_true_representation: 'yes',
  output_format_json_map_as_array_of_tuples: 1,
  output_format_json_validate_utf8: 1,
}

const profile = Object.entries(THEIRS).map(([name, value]) => `<${name}>${value}</${name}>`)

const user = (name: string, itsProfile: string, grants: readonly string[]) =>
  `<${name}><password>${escaped(PASSWORD)}</password><networks><ip>127.0.0.1</ip></networks>
<profile>${itsProfile}</profile><quota>default</quota>
<grants>${grants.map((grant) => `<query>GRANT ${grant}</query>`).join('')}</grants></${name}>`

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** What somebody has granted who may do no more than Lifespan needs. */
export const GRANTED = ['ALL ON lifespan.*', 'ALL ON analyst.*', 'CREATE TEMPORARY TABLE ON *.*', 'TABLE ENGINE ON *']

const configOf = (
  path: string,
) => `<clickhouse><users_config>${path}</users_config><keep_alive_timeout>3</keep_alive_timeout>
<kafka><session_timeout_ms>6000</session_timeout_ms></kafka>
<profiles><default/><theirs>${profile.join('')}</theirs><reading><readonly>1</readonly></reading></profiles><quotas><default/></quotas>
<users><default><password/><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default>
${user('boss', 'theirs', ['ALL ON *.*'])}
${user('guest', 'theirs', ['SELECT ON *.*'])}
${user('reader', 'reading', ['ALL ON *.*'])}
${user('granted', 'theirs', GRANTED)}
</users></clickhouse>`

/** Its users: one who may do everything, one who may make nothing, one who may only read, one who has what Lifespan needs. */
type Whom = 'boss' | 'guest' | 'reader' | 'granted'

/** A ClickHouse of somebody else's: another time zone, other settings, users of its own. It knows nothing of Lifespan. */
export interface Foreign {
  readonly url: string
  /** What says where it is and as whom to speak to it. */
  env(as?: Whom): Record<string, string>
  /** Asks it as the boss. */
  ask(query: string, settings?: Readonly<Record<string, string>>): Promise<string>
  /** Ends it as a loss of power does. */
  kill(): Promise<void>
  /** Starts it again at the same address, with what it had stored. */
  startAgain(): Promise<void>
  /** Deletes what it has stored; it must be down. */
  wipe(): Promise<void>
}

/** Starts one in a directory. Whoever starts it kills it. */
export async function startForeign(directory: string, zone = 'America/St_Johns'): Promise<Foreign> {
  const ports = [await freePort({ port: 0, named: false, purpose: 'foreign' })]
  const url = `http://127.0.0.1:${ports[0]}`
  const ask: Foreign['ask'] = async (query, settings = {}) => {
    const as = new URLSearchParams({ user: 'boss', password: PASSWORD, ...settings })
    const response = await fetch(`${url}/?${as}`, { method: 'POST', body: query })
    const text = await response.text()
    if (!response.ok) throw new Error(text)
    return text.trim()
  }
  const launch = async () => {
    const child = await spawnEngine(directory, ports[0]!, zone)
    await answering(child, ask)
    return child
  }
  let child = await launch()
  return {
    url,
    env: (as = 'boss') => ({ CLICKHOUSE_URL: url, CLICKHOUSE_USER: as, CLICKHOUSE_PASSWORD: PASSWORD }),
    ask,
    kill: () => killed(child),
    startAgain: async () => void (child = await launch()),
    wipe: () => rm(join(directory, 'clickhouse'), { recursive: true }),
  }
}

async function spawnEngine(directory: string, port: number, zone: string): Promise<ChildProcess> {
  const config = join(directory, 'config.xml')
  const path = join(directory, 'clickhouse')
  await mkdir(path, { recursive: true })
  await writeFile(config, configOf(config))
  const hold = "SYSTEM START LISTEN HTTP; SELECT count() FROM file('stdin', 'LineAsString', 'l String')"
  const where = ['--listen_host=127.0.0.1', `--http_port=${port}`, '--log-level=none']
  const args = [CHILD, engineLibrary(), `--config-file=${config}`, `--path=${path}`, ...where, `--query=${hold}`]
  const env = { PATH: process.env['PATH'], TZ: zone }
  const child = spawn(process.execPath, ['--no-warnings', ...args], {
    stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
    env,
  })
  const secrets = child.stdio[3] as Writable
  secrets.end('{}')
  return child
}

async function answering(child: ChildProcess, ask: Foreign['ask']): Promise<void> {
  const until = Date.now() + PATIENCE_MS
  while ((await ask('SELECT 1').catch(() => '')) === '') {
    if (child.exitCode !== null || Date.now() > until) throw new Error('the foreign ClickHouse did not start')
    await sleep(50)
  }
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}
