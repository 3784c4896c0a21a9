import { Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { encodeStrays, encodeWithStray, SPANS_A_BODY, strayId } from './otlp-bodies.ts'
import { send, sendAll } from './send.ts'
import { Served } from './served.ts'

/** Milliseconds of wall clock, each a list as long as there were bodies. */
export interface LatencyFigures {
  readonly spansASecond: number
  /** From the first byte of a body being sent to its answer. */
  readonly answered: readonly number[]
  /** From the same moment to the finding being stored in ClickHouse and handed on. */
  readonly published: readonly number[]
}

/** Sends bodies at an even pace, in each a use that makes a finding, and waits for all of the findings. */
async function run(spansASecond: number, count: number, warm: number): Promise<LatencyFigures> {
  const total = warm + count
  const now = Date.now()
  const bodies = Array.from({ length: total }, (_, n) => encodeWithStray(n, n, now))
  const served = await Served.start('ours-server.ts')
  const publishedAt = new Map<string, number>()
  served.onPublished = (subjects, at) => subjects.forEach((subject) => publishedAt.set(subject, at))
  await sendAll(served.url, encodeStrays(total, now), { connections: 1, gzip: false })
  const agent = new Agent({ keepAlive: true })
  const sentAt: number[] = []
  const answered: Promise<number>[] = []
  const begin = Date.now()
  for (const [n, body] of bodies.entries()) {
    await sleep(Math.max(0, begin + (n * SPANS_A_BODY * 1000) / spansASecond - Date.now()))
    const at = Date.now()
    sentAt.push(at)
    answered.push(send(served.url, body, agent, false).then(() => Date.now() - at))
  }
  const answers = await Promise.all(answered)
  await served.settle()
  await served.stop()
  agent.destroy()
  const published = sentAt.map((at, n) => publishedAt.get(strayId(n))! - at)
  return { spansASecond, answered: answers.slice(warm), published: published.slice(warm) }
}

const [spansASecond, count, warm] = process.argv.slice(2).map(Number)
console.log(JSON.stringify(await run(spansASecond!, count!, warm!)))
