import type { Admin, GroupDescription, MemberDescription } from 'kafkajs'
import { saidBy } from '../../log/kafka/assigner.ts'
import type { KafkaSettings } from '../config/kafka-access.ts'
import { awaitGroup } from './await-group.ts'

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
  let other: string | undefined
  const isOfOneMind = ({ members }: GroupDescription) => {
    other = members.map(archivistOf).find((said) => said !== '' && said !== archivedBy)
    return other === undefined
  }
  if (await awaitGroup(admin, group, isOfOneMind, session + LATER_MS)) return
  const what = `kafka.archived_by (LIFESPAN_KAFKA_ARCHIVED_BY) is ${archivedBy} here, and ${other} for those who run`
  throw new Error(`${what}: say the same everywhere; to change it stop every 'lifespan correlate' and 'up' first`)
}

const archivistOf = ({ memberMetadata }: MemberDescription) => saidBy(memberMetadata).archivedBy
