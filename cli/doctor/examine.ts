import { askStored, type Asked } from '../system/opened.ts'
import { insistOnData } from '../system/place.ts'
import { alerts } from './alerts.ts'
import type { Around, Stored } from './around.ts'
import { failure, lookAll, warn, type Check, type Examined, type Result } from './check.ts'
import { clocks } from './clocks.ts'
import { readConfiguration } from './configuration.ts'
import { confinement } from './confinement.ts'
import { directory } from './directory.ts'
import { disk } from './disk.ts'
import { engine } from './engine.ts'
import { judging } from './judging.ts'
import { kafka, kafkaReaders } from './kafka.ts'
import { keys } from './keys.ts'
import { node } from './node.ts'
import { owners } from './owners.ts'
import { ports } from './ports.ts'
import { rejected } from './rejected.ts'
import { secrets } from './secrets.ts'
import { server } from './server.ts'
import { silence } from './silence.ts'

const MACHINE: readonly Check<Around>[] = [node, kafka, alerts]
/** What data can only be opened on. */
const GROUND: readonly Check<Around>[] = [ports, engine, directory, secrets, disk, server]
/** The same where a process keeps nothing on its disk: its log is Kafka, and its ClickHouse another's. */
const GROUND_OF_NO_DISK: readonly Check<Around>[] = [server]
const STORED: readonly Check<Stored>[] = [confinement, judging, keys, clocks, silence, rejected, owners, kafkaReaders]

/** Looks at the machine, the data directory and ClickHouse, and, where these bear it, at the data. Makes no data where there are none. */
export async function examine(asked: Asked): Promise<readonly Examined[]> {
  const [around, configured] = await readConfiguration(asked)
  const said = configured.map((result) => of('configuration', result))
  if (around === null) return said
  const machine = await lookAll(MACHINE, around, around.place.dataDir)
  const hasDisk = around.kafka === null || around.place.clickhouse === null
  const ground = roomFirst(await lookAll(hasDisk ? GROUND : GROUND_OF_NO_DISK, around, around.place.dataDir))
  return [...said, ...machine, ...ground, ...(await lookAtData(asked, around, ground))]
}

const of = (check: string, result: Result): Examined => ({ check, ...result })

/** A ClickHouse whose disk is full fails in many ways. */
export function roomFirst(ground: readonly Examined[]): readonly Examined[] {
  if (!ground.some(({ check, level }) => check === 'disk' && level === 'fail')) return ground
  return ground.map((one) =>
    one.check === 'server' && one.level === 'fail'
      ? { ...one, todo: `make room first: it may fail for that alone. Then, ${one.todo}` }
      : one,
  )
}

async function lookAtData(asked: Asked, { place, key }: Around, ground: readonly Examined[]): Promise<Examined[]> {
  const { dataDir } = place
  if (ground.some(({ level }) => level === 'fail'))
    return [of('data', warn(dataDir, 'not looked at', 'mend what has failed, and look again'))]
  try {
    await insistOnData(place)
  } catch (error) {
    return [of('data', { ...failure(dataDir, error), level: 'warn' })]
  }
  try {
    return await askStored(asked, ({ client }) => lookAll(STORED, { client, place, key, now: Date.now() }, dataDir))
  } catch (error) {
    return [of('data', failure(dataDir, error))]
  }
}
