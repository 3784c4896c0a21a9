import { connect, type ConnectOptions } from '../../clickhouse/client.ts'
import { Fault } from '../../clickhouse/fault.ts'
import { unreached, type Unreached } from './unreached.ts'

/** The oldest ClickHouse whose SQL ours is. */
const OLDEST = '26.3'
/** An address that swallows what is sent to it does not hold us up for longer. */
const PATIENCE_MS = 10_000

/** Host and port: what may be shown of an address. */
export function hostOf({ url }: Pick<ConnectOptions, 'url'>): string {
  return new URL(url).host
}

/** Speaks to the user's ClickHouse, and says where it does not answer or refuses whose it is and what to do. */
export async function reaching<T>(access: ConnectOptions, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    const why = whyNot(cause, access)
    throw why === null ? cause : new Error(`${why.what}: ${why.todo}`, { cause })
  }
}

/** What is wrong with a ClickHouse that was spoken to, and what to do about it; null where the error says it itself. */
export function whyNot(error: unknown, access: ConnectOptions): Unreached | null {
  return error instanceof Fault ? unreached(error, hostOf(access), access.user) : null
}

/** The version of the user's ClickHouse. Throws a Fault where it does not answer, or something else does. */
export async function versionOf(access: ConnectOptions): Promise<string> {
  // An older one, or a user who may only read, would refuse our settings in place of the question.
  const client = connect({ ...access, settings: {} })
  const asked = client.rows<{ version?: unknown }>('SELECT version() AS version')
  try {
    const [row] = await Promise.race([asked, tooLate(hostOf(access))])
    if (typeof row?.version === 'string' && /^\d+\.\d+/.test(row.version)) return row.version
    throw new Fault('CLICKHOUSE_MALFORMED', 'query: its answer is no version')
  } finally {
    asked.catch(() => undefined)
    await client.close()
  }
}

function tooLate(host: string): Promise<never> {
  const late = new Fault(
    'CLICKHOUSE_UNAVAILABLE',
    `query: no answer from ClickHouse at ${host} in ${PATIENCE_MS / 1000} s`,
  )
  return new Promise((_, reject) => void setTimeout(() => reject(late), PATIENCE_MS).unref())
}

/** Whether our SQL is too new for a ClickHouse of that version, and then what to do. */
export function tooOld(version: string): string | null {
  const [year = 0, month = 0] = version.split('.').map(Number)
  const [leastYear = 0, leastMonth = 0] = OLDEST.split('.').map(Number)
  return year * 100 + month >= leastYear * 100 + leastMonth ? null : `upgrade it to ${OLDEST} or newer`
}

/** Insists on a ClickHouse that answers, takes the password and is new enough. Throws an Error that says what to do. */
export async function insistOnServer(access: ConnectOptions): Promise<void> {
  const version = await reaching(access, () => versionOf(access))
  const todo = tooOld(version)
  if (todo !== null) throw new Error(`ClickHouse ${version} at ${hostOf(access)} is too old: ${todo}`)
}
