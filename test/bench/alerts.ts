import { fork } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Agent, request } from 'undici'
import { alertOf } from '../../alerts/alert-for-test.ts'
import { allowedOf } from '../../alerts/delivery/addresses.ts'
import { Alerts } from '../../alerts/io/alerts.ts'
import { detectionFinding } from '../../alerts/payloads/ocsf.ts'
import type { Route } from '../../alerts/routes.ts'
import { cpuSeconds, peakMegabytes } from './measure.ts'

/** What one way to deliver cost. */
export interface AlertsFigures {
  readonly deliveredPerCpuSecond: number
  readonly deliveredPerSecond: number
  /** From `take` to the request's arrival, ms, in order; only of those that are timed. */
  readonly delays: readonly number[]
  readonly peakMegabytes: number
  readonly fileMegabytes: number
  /** Of what is taken, µs. */
  readonly cpuPerFinding: number
}

export type Way = 'each' | 'grouped' | 'bare' | 'timed' | 'pending'

/** A million at a time would be one list of a million. */
const AT_ONCE = 1_000
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const GROUP: Route['group'] = { by: ['owner', 'rule'], wait: 500, interval: 1_000 }
const PACE_MS = 20

const [way, count] = [process.argv[2] as Way, Number(process.argv[3])]
const directory = mkdtempSync(join(tmpdir(), 'lifespan-bench-alerts-'))
const receiver = fork(fileURLToPath(new URL('alerts-receiver.ts', import.meta.url)))
const heard = new Map<string, number>()
/** What the receiver says next of one kind. */
const told = <T>(pick: (message: Readonly<Record<string, unknown>>) => T | undefined) =>
  new Promise<T>((resolve) => {
    const listener = (message: Readonly<Record<string, unknown>>) => {
      const picked = pick(message)
      if (picked === undefined) return
      receiver.off('message', listener)
      resolve(picked)
    }
    receiver.on('message', listener)
  })
receiver.on('message', ({ at, finding }: { readonly at?: number; readonly finding?: string }) => {
  if (at !== undefined) heard.set(finding!, at)
})
const port = await told(({ port: its }) => its as number | undefined)

const findingOf = (n: number) =>
  alertOf({ id: n.toString(16).padStart(32, '0'), version: n + 1, owner: `team-${n % 50}`, appears: Date.now() })

/** How many the receiver has. */
async function arrived(): Promise<number> {
  const answer = told(({ count: its }) => its as number | undefined)
  receiver.send('count')
  return answer
}

async function until(all: number): Promise<void> {
  while ((await arrived()) < all) await sleep(20)
}

function open(): Alerts {
  // A port where nobody listens refuses: what is pending waits.
  const url = `http://127.0.0.1:${way === 'pending' ? 9 : port}/${way === 'timed' ? 'timed' : ''}`
  const allowed = allowedOf(['127.0.0.1'])
  return new Alerts({
    path: join(directory, 'alerts.db'),
    endpoints: [{ name: 'soc', type: 'webhook', url, secrets: [SECRET], token: '', rate: 0, allowed }],
    routes: [{ to: ['soc'], ...(way === 'grouped' ? { group: GROUP } : {}) }],
    defaultTo: [],
    maintenance: [],
    lateness: () => 0,
    onTrouble: (error) => console.error(error),
  })
}

/** The same requests without an outbox, a signature, or a guard of addresses. */
async function sendBare(): Promise<void> {
  const dispatcher = new Agent({ connections: 16 })
  const url = `http://127.0.0.1:${port}/`
  const headers = { 'content-type': 'application/json' }
  const lane = async (from: number) => {
    for (let n = from; n < count; n += 16) {
      const body = JSON.stringify(detectionFinding(findingOf(n), 'opened', Date.now()))
      const answer = await request(url, { method: 'POST', headers, body, dispatcher })
      await answer.body.dump()
    }
  }
  await Promise.all(Array.from({ length: 16 }, (_, n) => lane(n)))
}

async function takeAll(alerts: Alerts): Promise<number> {
  const before = cpuSeconds()
  for (let n = 0; n < count; n += AT_ONCE) {
    alerts.take(Array.from({ length: Math.min(AT_ONCE, count - n) }, (_, k) => findingOf(n + k)))
    await new Promise((resolve) => setImmediate(resolve))
  }
  return ((cpuSeconds() - before) / count) * 1e6
}

/** One at a time, each long after the one before it. */
async function takeTimed(alerts: Alerts): Promise<number[]> {
  const begun = new Map<string, number>()
  for (let n = 0; n < count; n++) {
    const finding = findingOf(n)
    begun.set(finding.id, performance.timeOrigin + performance.now())
    alerts.take([finding])
    await sleep(PACE_MS)
  }
  await until(count)
  return [...begun].map(([id, at]) => heard.get(id)! - at).toSorted((one, other) => one - other)
}

const [wallBefore, cpuBefore] = [performance.now(), cpuSeconds()]
const alerts = way === 'bare' ? null : open()
let [cpuPerFinding, delays]: [number, readonly number[]] = [0, []]
if (alerts === null) await sendBare()
else if (way === 'timed') delays = await takeTimed(alerts)
else cpuPerFinding = await takeAll(alerts)
if (way === 'each' || way === 'grouped') await until(count)
const [wall, cpu] = [(performance.now() - wallBefore) / 1_000, cpuSeconds() - cpuBefore]
const figures: AlertsFigures = {
  deliveredPerCpuSecond: count / cpu,
  deliveredPerSecond: count / wall,
  delays,
  peakMegabytes: peakMegabytes(process.pid),
  fileMegabytes: alerts === null ? 0 : statSync(join(directory, 'alerts.db')).size / 1e6,
  cpuPerFinding,
}
await alerts?.stop()
rmSync(directory, { recursive: true })
receiver.disconnect()
console.log(JSON.stringify(figures))
