import type { IncomingMessage } from 'node:http'
import { plain, send, type Answer } from '../../collector/receivers/answer.ts'
import type { Route } from '../../collector/receivers/otlp-http.ts'

const HEADERS = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }

/** Answers who reads (GET, HEAD), and refuses all others. */
export function plainRoute(answer: (request: IncomingMessage) => Promise<Answer>): Route {
  return async (request, response) => {
    const isReading = request.method === 'GET' || request.method === 'HEAD'
    send(response, isReading ? await answer(request) : plain(405, 'only GET and HEAD are answered here\n', ALLOW))
  }
}

const ALLOW = { allow: 'GET, HEAD' }

/** An answer of lines that holds for this moment alone. */
export function lines(status: number, text: readonly string[]): Answer {
  return plain(status, text.map((line) => `${line}\n`).join(''), HEADERS)
}
