import type { ConnectOptions } from '../../clickhouse/client.ts'
import { openSecrets } from '../system/data-directory.ts'
import { hostOf, tooOld, versionOf, whyNot } from '../system/foreign.ts'
import type { Place } from '../system/place.ts'
import type { Around } from './around.ts'
import { fail, failure, ok, type Check, type Result } from './check.ts'

/** Whether the ClickHouse that is named, or that of a running Lifespan, answers, takes the password and is new enough. */
export const server: Check<Around> = {
  name: 'server',
  look: async ({ place }) => [await lookAtServer(place)],
}

async function lookAtServer({ dataDir, run, clickhouse }: Place): Promise<Result> {
  if (clickhouse !== null) return answerOf(clickhouse, null)
  if (run === null) return ok(dataDir, 'nothing runs; the embedded ClickHouse is started for a question')
  if (run.foreign) {
    const what = 'the Lifespan that runs keeps its data in a ClickHouse of yours'
    return fail(run.clickhouse, what, 'set CLICKHOUSE_URL, CLICKHOUSE_USER and CLICKHOUSE_PASSWORD as it has them')
  }
  const { passwords } = await openSecrets(dataDir)
  const access = { url: run.clickhouse, user: 'lifespan', password: passwords.lifespan }
  return answerOf(access, {
    refused: `is ${dataDir}/secrets.json that with which process ${run.pid} was started? Restart Lifespan`,
    else: `see what process ${run.pid} says; nothing is lost if you restart it`,
  })
}

/** What is to be done about our own engine. */
interface Todo {
  readonly refused: string
  readonly else: string
}

/** What is to be done where it does not answer is said here, or follows from why. */
async function answerOf(access: ConnectOptions, ours: Todo | null): Promise<Result> {
  try {
    return judgeVersion(hostOf(access), await versionOf(access))
  } catch (error) {
    const why = whyNot(error, access)
    if (why === null) return failure(hostOf(access), error)
    if (ours === null) return fail(hostOf(access), why.what, why.todo)
    return fail(hostOf(access), why.what, why.what.includes('knows no user') ? ours.refused : ours.else)
  }
}

/** What to say of a server's version. */
export function judgeVersion(where: string, version: string): Result {
  const todo = tooOld(version)
  if (todo !== null) return fail(where, `ClickHouse ${version} is too old`, todo)
  return ok(where, `ClickHouse ${version} answers`)
}
