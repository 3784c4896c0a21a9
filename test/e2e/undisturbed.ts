import type { ListedFinding } from '../../queries/findings.ts'
import { jsonLines } from './asking.ts'
import { start, type Env } from './lifespan.ts'
import { post, spanOf, tracesOf } from './otlp.ts'
import { batchOf } from './outside.ts'

/** What stands, without what hangs on the moment of asking. */
export async function standing(data: string, env: Env = {}): Promise<object[]> {
  const found = await jsonLines<ListedFinding>(['findings', '--json', '--data', data], env)
  return found.map((finding) => ({ ...finding, state: '', confidence: '', exposure_ms: 0, policy_version: '' }))
}

/** What stands once so many batches came to a Lifespan of its own that nobody disturbs. */
export async function undisturbed(data: string, batches: number): Promise<object[]> {
  const { run, stop } = await start('up', data)
  const all = Array.from({ length: batches }, (_, batch) => batch)
  const bodies = all.map((batch) => tracesOf(batchOf(batch).map(spanOf)))
  const answers = await Promise.all(bodies.map((body) => post(run, body)))
  await stop()
  const refused = answers.find(({ status }) => status !== 200)
  if (refused !== undefined) throw new Error(JSON.stringify(refused))
  return standing(data)
}
