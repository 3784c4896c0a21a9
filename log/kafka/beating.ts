import type { Millis } from '../../schemas/time.ts'

const HEARTBEATS_A_SESSION = 5

/** How often a member of a group says that it lives, ms, where it is dead after a session. */
export function heartbeatOf(session: Millis): Millis {
  return Math.floor(session / HEARTBEATS_A_SESSION)
}

/** As often as the shortest session wants it; kafkajs sends no more than its own asks for. */
const HEARTBEAT_MS = 200

/** Does something that may take long, and lets the group know meanwhile that its member lives. One that was rebalanced hears so at the next fetch. */
export async function whileBeating<T>(heartbeat: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  const beating = setInterval(() => void heartbeat().catch(() => undefined), HEARTBEAT_MS)
  try {
    return await work()
  } finally {
    clearInterval(beating)
  }
}
