import { setTimeout as sleep } from 'node:timers/promises'
import type { Admin } from 'kafkajs'
import { saidBy } from '../../log/kafka/assigner.ts'
import { patiently } from '../../log/kafka/patiently.ts'
import type { KafkaSettings } from '../config/kafka-access.ts'

const LOOK_MS = 500
/** Brokers notice a member that was killed a little later than its session ends. */
const LATER_MS = 2_000

/**
 * Insists that all who judge take the same one to bring the log into ClickHouse: whoever begins with another would take away what the others rely
 * on. One that was killed counts until its session ends. Throws an Error that says what to do.
 */
export async function insistOnArchivist(
  admin: Pick<Admin, 'describeGroups'>,
  { group, archivedBy, session }: Pick<KafkaSettings, 'group' | 'archivedBy' | 'session'>,
): Promise<void> {
  for (const until = Date.now() + session + LATER_MS; ; await sleep(LOOK_MS)) {
    const { groups } = await patiently(() => admin.describeGroups([group]))
    const said = groups.flatMap(({ members }) => members.map(({ memberMetadata }) => saidBy(memberMetadata).archivedBy))
    const other = said.find((one) => one !== '' && one !== archivedBy)
    if (other === undefined) return
    if (Date.now() < until) continue
    const what = `kafka.archived_by (LIFESPAN_KAFKA_ARCHIVED_BY) is ${archivedBy} here, and ${other} for those who run`
    throw new Error(`${what}: say the same everywhere; to change it stop every 'lifespan correlate' and 'up' first`)
  }
}
