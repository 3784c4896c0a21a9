import type { Admin } from 'kafkajs'
import { TOPICS } from './topics.ts'

/** Insists that the log can be written: a broker that answers may have outlived those that lead, or must have a copy. Throws an `Error`. */
export async function insistOnCopies(admin: Admin, copies: number): Promise<void> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [TOPICS.events] })
  const stuck = topics.flatMap(({ partitions }) =>
    partitions.filter(({ leader, isr }) => leader < 0 || isr.length < copies),
  )
  if (stuck.length > 0)
    throw new Error(`${stuck.length} partitions of ${TOPICS.events} can not be written: too few brokers`)
}
