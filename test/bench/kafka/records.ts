import { TOPICS } from '../../../log/kafka/topics.ts'
import { storedBatches } from '../../kafka/segments.ts'
import { fillLog, FULL, SINGLE, SOME, type Form } from './fill.ts'
import { GROUP, onGround, type Ground } from './ground.ts'
import { sharedBy, type Member } from './members.ts'
import { doneBy, recordsIn } from './topics.ts'

/** Events that came while so many correlators were up. CPU seconds of them all, of who sent, and of the broker. */
export interface LiveFigures {
  readonly form: string
  readonly correlators: number
  readonly events: number
  readonly sending: number
  readonly judging: number
  readonly broker: number
  /** What the log grew by, in bytes as the broker stores them and in records; tells too. */
  readonly bytes: number
  readonly records: number
  /** The part of the events that each correlator judged. */
  readonly shares: readonly number[]
}

export interface Sizes {
  readonly full: number
  readonly some: number
  readonly single: number
}

/** The same kind of events in records of several sizes, judged by one correlator and by two. */
export function measureRecords(repeats: number, sizes: Sizes): Promise<LiveFigures[]> {
  return onGround(false, async (ground) => {
    const rounds = async (form: Form, events: number) => {
      await round(ground, form, Math.ceil(events / 4))
      const figures: LiveFigures[] = []
      for (let n = 0; n < repeats; n++) figures.push(await round(ground, form, events))
      return figures
    }
    await correlators(ground, 1)
    const one = await rounds(FULL, sizes.full)
    await correlators(ground, 2)
    const two = await rounds(FULL, sizes.full)
    await correlators(ground, 1)
    return [...one, ...two, ...(await rounds(SOME, sizes.some)), ...(await rounds(SINGLE, sizes.single))]
  })
}

/** One more, or one less, until all is judged that was taken over. */
async function correlators({ admin, deployment }: Ground, count: number): Promise<void> {
  const members = deployment.of('correlate')
  if (members.length < count) await deployment.start('correlate')
  else await deployment.stop(members.at(-1)!)
  await sharedBy(admin, count)
  await doneBy(admin, GROUP)
}

async function round(ground: Ground, form: Form, events: number): Promise<LiveFigures> {
  const { admin, spent } = ground
  const members = await sharedBy(admin, ground.deployment.of('correlate').length)
  const [before, bytes, records] = [spent(), bytesOf(ground), await recordsIn(admin, TOPICS.events)]
  const filled = await fillLog(ground, form, events)
  await doneBy(admin, GROUP)
  const after = spent()
  const partOf = ({ partitions }: Member) => partitions.reduce((sum, one) => sum + filled.byPartition[one]!, 0) / events
  return {
    form: form.name,
    correlators: members.length,
    events,
    sending: filled.cpu,
    judging: after.correlate - before.correlate,
    broker: after.broker - before.broker,
    bytes: bytesOf(ground) - bytes,
    records: (await recordsIn(admin, TOPICS.events)) - records,
    shares: members.map(partOf),
  }
}

const bytesOf = ({ cluster }: Ground) =>
  storedBatches(cluster.logs[0]!, TOPICS.events).reduce((sum, { bytes }) => sum + bytes, 0)
