import { Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { encodeStrays, encodeWithStray, SPANS_A_BODY, strayId } from '../otlp-bodies.ts'
import { send, sendAll } from '../send.ts'
import type { Ground } from './ground.ts'
import { followFindings } from './findings.ts'
import { GROUP } from './ground.ts'
import { doneBy, until } from './topics.ts'

/** Milliseconds of wall clock, one of each body. */
export interface LatencyFigures {
  readonly spansASecond: number
  /** From the first byte of a body being sent to its answer, by which brokers have its events. */
  readonly answered: readonly number[]
  /** From the answer to the finding having been read from the topic of findings by somebody else. */
  readonly published: readonly number[]
}

/** Sends bodies at an even pace, in each a use that makes a finding, and waits for all of the findings. */
export async function measureLatency(
  { admin, kafka, deployment }: Ground,
  spansASecond: number,
  { warm, counted }: { readonly warm: number; readonly counted: number },
): Promise<LatencyFigures> {
  const [total, now] = [warm + counted, Date.now()]
  const { url } = deployment.of('collect')[0]!
  await sendAll(url, encodeStrays(total, now), { connections: 1, gzip: false })
  await doneBy(admin, GROUP)
  const bodies = Array.from({ length: total }, (_, n) => encodeWithStray(n, n, now))
  const findings = await followFindings(kafka)
  const sent = await sendEvenly(url, bodies, (SPANS_A_BODY * 1000) / spansASecond)
  const foundAt = (n: number) => findings.at.get(`L02 ${strayId(n)}`)
  await until('all strays are found', async () => bodies.every((_, n) => foundAt(n) !== undefined))
  await findings.close()
  return {
    spansASecond,
    answered: sent.map(({ sentAt, answeredAt }) => answeredAt - sentAt).slice(warm),
    published: sent.map(({ answeredAt }, n) => foundAt(n)! - answeredAt).slice(warm),
  }
}

interface SentBody {
  readonly sentAt: number
  readonly answeredAt: number
}

/** One body after the other, whether those before are answered or not. */
async function sendEvenly(url: string, bodies: readonly Uint8Array[], everyMs: number): Promise<SentBody[]> {
  const agent = new Agent({ keepAlive: true })
  const begin = Date.now()
  const sent: Promise<SentBody>[] = []
  for (const [n, body] of bodies.entries()) {
    await sleep(Math.max(0, begin + n * everyMs - Date.now()))
    const sentAt = Date.now()
    sent.push(send(url, body, agent, false).then(() => ({ sentAt, answeredAt: Date.now() })))
  }
  const all = await Promise.all(sent)
  agent.destroy()
  return all
}
