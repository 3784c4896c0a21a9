import { connect } from 'node:net'
import type { Admin } from 'kafkajs'
import { TOPICS } from './topics.ts'

/**
 * Insists that the log can be written: a broker that answers may have outlived those that lead, or must have a copy, and, where the
 * controllers died with them, not know it. So each that it names must take a connection. Throws an `Error`.
 */
export async function insistOnCopies(admin: Admin, copies: number): Promise<void> {
  const [{ topics }, there] = await Promise.all([
    admin.fetchTopicMetadata({ topics: [TOPICS.events] }),
    reachable(admin),
  ])
  const stuck = topics.flatMap(({ partitions }) =>
    partitions.filter(({ leader, isr }) => !there.has(leader) || isr.filter((id) => there.has(id)).length < copies),
  )
  if (stuck.length > 0)
    throw new Error(`${stuck.length} partitions of ${TOPICS.events} can not be written: too few brokers`)
}

/** Who asks whether we are ready waits for less than a second (cli/web), and a host that is gone answers nothing at all. */
const PATIENCE_MS = 500

/** The ids of the brokers that take a connection. */
async function reachable(admin: Admin): Promise<ReadonlySet<number>> {
  const { brokers } = await admin.describeCluster()
  const asked = await Promise.all(brokers.map(async (one) => ((await takesConnection(one)) ? [one.nodeId] : [])))
  return new Set(asked.flat())
}

function takesConnection({ host, port }: { readonly host: string; readonly port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: PATIENCE_MS })
    const end = (takes: boolean) => {
      socket.destroy()
      resolve(takes)
    }
    socket.once('connect', () => end(true))
    socket.once('timeout', () => end(false))
    socket.once('error', () => end(false))
  })
}
