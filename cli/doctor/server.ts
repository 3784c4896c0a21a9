import { setTimeout as sleep } from 'node:timers/promises'
import { connect, type ConnectOptions } from '../../clickhouse/client.ts'
import { openSecrets } from '../system/data-directory.ts'
import { hostOf } from '../system/foreign.ts'
import type { Place } from '../system/place.ts'
import type { Around } from './around.ts'
import { fail, ok, type Check, type Result } from './check.ts'

/** The oldest ClickHouse whose SQL ours is. */
const OLDEST = '26.3'
/** An address that swallows what is sent to it does not hold us up for longer. */
const PATIENCE_MS = 10_000

/** Whether the ClickHouse that is named, or that of a running Lifespan, answers, takes the password and is new enough. */
export const server: Check<Around> = {
  name: 'server',
  look: async ({ place }) => [await lookAtServer(place)],
}

async function lookAtServer({ dataDir, run, clickhouse }: Place): Promise<Result> {
  if (clickhouse !== null)
    return answerOf(clickhouse, 'is it up, and are CLICKHOUSE_URL, CLICKHOUSE_USER and CLICKHOUSE_PASSWORD right?')
  if (run === null) return ok(dataDir, 'nothing runs; the embedded ClickHouse is started for a question')
  if (run.foreign) {
    const what = 'the Lifespan that runs keeps its data in a ClickHouse of yours'
    return fail(run.clickhouse, what, 'set CLICKHOUSE_URL, CLICKHOUSE_USER and CLICKHOUSE_PASSWORD as it has them')
  }
  const { passwords } = await openSecrets(dataDir)
  const access = { url: run.clickhouse, user: 'lifespan', password: passwords.lifespan }
  return answerOf(access, `is ${dataDir}/secrets.json that with which process ${run.pid} was started? Restart Lifespan`)
}

async function answerOf(access: ConnectOptions, todo: string): Promise<Result> {
  const client = connect(access)
  const asked = client.rows<{ version: string }>('SELECT version() AS version')
  try {
    const [row] = (await Promise.race([asked, sleep(PATIENCE_MS, undefined, { ref: false })])) ?? []
    if (row !== undefined) return judgeVersion(hostOf(access), row.version)
    return fail(hostOf(access), `ClickHouse does not answer within ${PATIENCE_MS / 1000} s`, todo)
  } catch (error) {
    return fail(hostOf(access), refusal((error as Error).message, access.user), todo)
  } finally {
    asked.catch(() => undefined)
    await client.close()
  }
}

function refusal(message: string, user: string): string {
  if (/Code (516|194|192) /.test(message)) return `ClickHouse does not take the password of ${user}`
  return message.replace(/^[a-z ]+: /, '')
}

/** What to say of a server's version. */
export function judgeVersion(where: string, version: string): Result {
  const [year = 0, month = 0] = version.split('.').map(Number)
  const [leastYear = 0, leastMonth = 0] = OLDEST.split('.').map(Number)
  if (year * 100 + month >= leastYear * 100 + leastMonth) return ok(where, `ClickHouse ${version} answers`)
  return fail(where, `ClickHouse ${version} is too old`, `upgrade it to ${OLDEST} or newer`)
}
