import { cpuSecondsOf } from '../measure.ts'
import { archivedIn } from './archived.ts'
import { fillLive } from './fill.ts'
import { followFindings } from './findings.ts'
import { GROUP, type Ground } from './ground.ts'
import { sharedBy } from './members.ts'
import { Probes } from './probes.ts'
import { doneBy, until } from './topics.ts'

/** Seconds of wall clock from a kill on. */
export interface TakenOverFigures {
  readonly how: string
  /** How many live credentials were judged by the one that was killed. */
  readonly live: number
  /** Until brokers have given its partitions to somebody else: the session has timed out, and the group has shared anew. */
  readonly shared: number
  /** Until a use that was sent right after the kill is a finding: in the first of its partitions, and in the last. */
  readonly first: number
  readonly last: number
  /** CPU seconds of whoever took over. */
  readonly cpu: number
}

/** Kills one of two correlators, then the only one, which is started again at once: each with so many live credentials in all. */
export async function measureTakenOver(ground: Ground, live: number): Promise<TakenOverFigures[]> {
  await ground.deployment.start('correlate')
  await sharedBy(ground.admin, 2)
  await fillLive(ground, live)
  const one = await killed(ground, 'one of two', live)
  return [one, await killed(ground, 'the only one, started again', live)]
}

async function killed(ground: Ground, how: string, live: number): Promise<TakenOverFigures> {
  const { admin, kafka, deployment } = ground
  const producer = kafka.producer()
  await producer.connect()
  const probes = new Probes(producer, `probe of ${how}`)
  await probes.issue()
  await settled(ground)
  const [victim, heir] = deployment.of('correlate')
  const before = await sharedBy(admin, deployment.of('correlate').length)
  const findings = await followFindings(kafka)
  const spent = heir === undefined ? 0 : cpuSecondsOf(heir.child.pid!)
  const begin = Date.now()
  await deployment.kill(victim!)
  const started = heir ?? deployment.start('correlate')
  await probes.use(before.flatMap(({ partitions }) => partitions))
  const [shared, found] = await Promise.all([
    sharedBy(admin, 1, heir === undefined ? before.map(({ id }) => id) : []).then(Date.now),
    allFound(findings.at, probes),
  ])
  const cpu = cpuSecondsOf((await started).child.pid!) - spent
  await findings.close()
  await producer.disconnect()
  const late = found.filter((at) => at > shared)
  const since = (at: number) => (at - begin) / 1000
  const [first, last] = [Math.min(...late), Math.max(...late)].map(since) as [number, number]
  return { how, live: live / before.length, shared: since(shared), first, last, cpu }
}

async function settled(ground: Ground): Promise<void> {
  await doneBy(ground.admin, GROUP)
  await archivedIn(ground)
}

async function allFound(at: ReadonlyMap<string, number>, { ids }: Probes): Promise<number[]> {
  const found = () => ids.flatMap((id) => at.get(`L02 ${id}`) ?? [])
  await until('all probes are found', async () => found().length === ids.length)
  return found()
}
