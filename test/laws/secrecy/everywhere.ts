import { join } from 'node:path'
import type { Run } from '../../../cli/system/run-file.ts'
import type { Canary } from '../../../redaction/canaries/canaries.ts'
import { inDirectory, lifespan, start } from '../../e2e/lifespan.ts'
import { clientOf, commandsSay, questionsSay } from './asking.ts'
import type { Haystack } from './haystack.ts'
import { PUSH_TOKEN, sendAll, sendSpoiled, writeLogs } from './sending.ts'

/** Secrets a request, and a file. */
const CHUNK = 20
const SPOILED = 140

/** What was taken in, and under which ids. */
export interface Taken {
  readonly accepted: number
  readonly ids: readonly string[]
  readonly rules: readonly string[]
}

/** Sends secrets to a Lifespan in every way there is, asks it everything, stops it, and looks through all that is left. */
export async function lookEverywhere(haystack: Haystack, all: readonly Canary[]): Promise<Taken> {
  return inDirectory(async (directory) => {
    const [data, logs] = [join(directory, 'data'), join(directory, 'logs')]
    await writeLogs(logs, all, CHUNK)
    const up = await start('up', data, [], { env: { LIFESPAN_INGEST_TOKEN: PUSH_TOKEN } })
    try {
      haystack.look('answers', 'an answer', Buffer.from(await sendAll(up.run, all, CHUNK)))
      haystack.look('answers', 'an answer', Buffer.from(await sendSpoiled(up.run, all.slice(0, SPOILED))))
      const ingested = await lifespan(['ingest', logs, '--data', data])
      haystack.look('outputs', 'ingest', Buffer.from(ingested.stdout + ingested.stderr))
      return await lookBeside(haystack, up.run, data)
    } finally {
      await up.stop()
      const { stdout, stderr } = await up.ended
      haystack.look('outputs', 'up', Buffer.from(stdout + stderr))
      await haystack.lookInFiles(data)
    }
  })
}

/** Asks a running Lifespan all that can be asked of it. */
async function lookBeside(haystack: Haystack, run: Run, data: string): Promise<Taken> {
  const client = await clientOf(run, data)
  const { findings, text } = await commandsSay(data)
  haystack.look('outputs', 'commands', Buffer.from(text))
  haystack.look('outputs', 'questions', Buffer.from(await questionsSay(client, findings[0]!.subject.id)))
  await haystack.lookInTables(client)
  const [account] = await client.rows<{ accepted: string }>(ACCEPTED)
  const ids = await client.rows<{ id: string }>(IDS)
  await client.close()
  const rules = [...new Set(findings.map(({ rule }) => rule))]
  return { accepted: Number(account!.accepted), ids: ids.map(({ id }) => id), rules }
}

const ACCEPTED = "SELECT sumIf(records, outcome = 'accepted') AS accepted FROM lifespan.account FINAL"
const IDS = "SELECT DISTINCT credential_id AS id FROM lifespan.events WHERE source = 'otlp' AND credential_id != ''"
