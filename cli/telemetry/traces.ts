import type { Journey } from './journeys.ts'
import type { Meters } from './meters.ts'
import { isOwn } from './own-address.ts'
import { createTracing } from './tracing.ts'

/** So many batches are told of in a second: each is five spans. */
const MOST_A_SECOND = 10

/**
 * Tells an OTLP endpoint of the way of batches through Lifespan, a trace each; returns what ends that. Throws where the endpoint is
 * ourselves: whatever we took in would make us send more.
 */
export async function startTraces(
  endpoint: string,
  own: readonly string[],
  { journeys }: Meters,
  onTrouble: (error: Error) => void,
): Promise<() => Promise<void>> {
  if (!URL.canParse(endpoint)) throw new Error('traces.endpoint is no address: its host can not be')
  if (await isOwn(endpoint, own))
    throw new Error(
      `traces.endpoint (${new URL(endpoint).origin}) is this Lifespan itself: own traces go to another collector, or nowhere`,
    )
  const tracing = createTracing(endpoint, onTrouble)
  const isDue = atMost(MOST_A_SECOND)
  journeys.onEnd = (journey: Journey) => {
    if (isDue()) tracing.tell(journey)
  }
  return () => tracing.close()
}

/** Says yes so often in a second, and no more. */
function atMost(times: number): () => boolean {
  let [second, count] = [0, 0]
  return () => {
    const now = Math.floor(performance.now() / 1_000)
    count = now === second ? count + 1 : 1
    second = now
    return count <= times
  }
}
