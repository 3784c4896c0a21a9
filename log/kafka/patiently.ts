import { setTimeout as sleep } from 'node:timers/promises'

const MOVING = new Set([
  'NOT_COORDINATOR_FOR_GROUP',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'GROUP_LOAD_IN_PROGRESS',
  'NOT_LEADER_FOR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'UNKNOWN_TOPIC_OR_PARTITION',
])
/** What kafkajs says of brokers that are new, and also of those that let us use no groups. */
const NO_COORDINATOR = 'KafkaJSGroupCoordinatorNotFound'
const AGAIN_MS = 300
const PATIENCE_MS = 20_000

/**
 * Asks again while a group's coordinator or a partition's leader is just being found, as when brokers start, or a topic is new and not known to
 * all of them: kafkajs gives up at once, with an error of the protocol or one in its own code.
 */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (const until = Date.now() + PATIENCE_MS; ; await sleep(AGAIN_MS)) {
    try {
      return await ask()
    } catch (error) {
      if (!isPassing(error) || Date.now() > until) throw error
    }
  }
}

/** Somebody who asks while it asks brokers for other topics is told that a topic has no partitions, or trips over that. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof TypeError || error.name === NO_COORDINATOR) return true
  return ('type' in error && MOVING.has(String(error.type))) || isPassing(error.cause)
}
