import type { IncomingMessage, ServerResponse } from 'node:http'
import { plain, send, type Answer } from './answer.ts'
import { countAnswer, type ReceiverCounters } from './receiver.ts'
import { errorOf } from './submission.ts'

type OnError = (error: Error) => void

interface Counting {
  readonly counters: ReceiverCounters
  readonly onError: OnError
}

/** Answers a request, and counts what came of it. */
export async function answerAndCount(
  request: IncomingMessage,
  response: ServerResponse,
  { counters, onError }: Counting,
  answer: () => Promise<Answer>,
): Promise<void> {
  const began = performance.now()
  counters.requests += 1
  await orUnavailable(request, response, onError, async () => send(response, await answer()))
  if (response.headersSent) countAnswer(counters, response.statusCode, began)
  else counters.abandoned += 1
}

/** Does something for a request. Where it fails, though the client did not go away, that is told, and the client is to come again. */
export async function orUnavailable(
  request: IncomingMessage,
  response: ServerResponse,
  onError: OnError,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (request.destroyed && !request.complete) return
    onError(errorOf(error))
    send(response, plain(503, 'something went wrong', { 'retry-after': '5' }))
  }
}
