import kafkajs from 'kafkajs'
import type { Admin } from 'kafkajs'
import { TOPICS } from '../../../log/kafka/topics.ts'
import { GROUP } from './ground.ts'
import { until } from './topics.ts'

/** A correlator, as its group has it. */
export interface Member {
  readonly id: string
  /** Those of the log. */
  readonly partitions: readonly number[]
}

/** Waits until so many correlators share the log, none of them one of `gone`. */
export async function sharedBy(admin: Admin, count: number, gone: readonly string[] = []): Promise<readonly Member[]> {
  let members: readonly Member[] = []
  await until(`${count} share the log`, async () => {
    members = await membersOf(admin)
    return members.length === count && members.every(({ id }) => !gone.includes(id))
  })
  return members
}

/** Nobody while it is being shared. */
async function membersOf(admin: Admin): Promise<readonly Member[]> {
  const { groups } = await admin.describeGroups([GROUP])
  const { state, members } = groups[0]!
  if (state !== 'Stable') return []
  return members.map(({ memberId: id, memberAssignment }) => ({ id, partitions: partitionsIn(memberAssignment) }))
}

function partitionsIn(assignment: Buffer): readonly number[] {
  return kafkajs.AssignerProtocol.MemberAssignment.decode(assignment)?.assignment[TOPICS.events] ?? []
}
