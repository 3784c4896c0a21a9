import kafkajs from 'kafkajs'
import type { PartitionAssigner } from 'kafkajs'
import { sharePartitions } from './sharing.ts'

const { AssignerProtocol } = kafkajs
const NAME = 'lifespan-sticky'
const VERSION = 1

/**
 * Assigns the same partitions of all topics of a group to one member, and leaves them where they were. `held`: the partitions that this
 * member has, which it says when it joins.
 */
export function assignerOf(held: () => readonly number[]): PartitionAssigner {
  return ({ cluster }) => ({
    name: NAME,
    version: VERSION,
    async assign({ members, topics }) {
      const counts = topics.map((topic) => cluster.findTopicPartitionMetadata(topic).length)
      const told = members.map(({ memberId: id, memberMetadata }) => ({ id, had: hadOf(memberMetadata) }))
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
      const userData = Buffer.from(JSON.stringify(held()))
      return { name: NAME, metadata: AssignerProtocol.MemberMetadata.encode({ version: VERSION, topics, userData }) }
    },
  })
}

/** What a member says it had; nothing where that can't be read, for then it is another version's. */
function hadOf(metadata: Buffer): readonly number[] {
  try {
    const said: unknown = JSON.parse(AssignerProtocol.MemberMetadata.decode(metadata)?.userData.toString() ?? '')
    return Array.isArray(said) ? said.filter((one): one is number => Number.isInteger(one) && one >= 0) : []
  } catch {
    return []
  }
}
