import kafkajs from 'kafkajs'
import type { PartitionAssigner } from 'kafkajs'
import { sharePartitions } from './sharing.ts'

const { AssignerProtocol } = kafkajs
const NAME = 'lifespan-sticky'
const VERSION = 1

/** What a member says of itself when it joins. */
export interface Said {
  /** The partitions that it has. */
  readonly held: readonly number[]
  /** Who it takes to bring the log into ClickHouse: all must take the same. */
  readonly archivedBy: string
}

/** Assigns the same partitions of all topics of a group to one member, and leaves them where they were. `say`: what this member says of itself. */
export function assignerOf(say: () => Said): PartitionAssigner {
  return ({ cluster }) => ({
    name: NAME,
    version: VERSION,
    async assign({ members, topics }) {
      const counts = topics.map((topic) => cluster.findTopicPartitionMetadata(topic).length)
      const told = members.map(({ memberId: id, memberMetadata }) => ({ id, had: saidBy(memberMetadata).held }))
      return [...sharePartitions(told, Math.min(...counts))].map(([memberId, partitions]) => ({
        memberId,
        memberAssignment: AssignerProtocol.MemberAssignment.encode({
          version: VERSION,
          assignment: Object.fromEntries(topics.map((topic) => [topic, [...partitions]])),
          userData: Buffer.alloc(0),
        }),
      }))
    },
    protocol({ topics }) {
      const userData = Buffer.from(JSON.stringify(say()))
      return { name: NAME, metadata: AssignerProtocol.MemberMetadata.encode({ version: VERSION, topics, userData }) }
    },
  })
}

/** What a member says of itself; nothing where that can't be read, for then it is another version's. */
export function saidBy(metadata: Buffer): Said {
  try {
    const said = JSON.parse(
      AssignerProtocol.MemberMetadata.decode(metadata)?.userData.toString() ?? '',
    ) as Partial<Said>
    const held = (said.held ?? []).filter((one) => Number.isInteger(one) && one >= 0)
    return { held, archivedBy: said.archivedBy ?? '' }
  } catch {
    return { held: [], archivedBy: '' }
  }
}
