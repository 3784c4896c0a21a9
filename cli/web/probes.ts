import { createServer } from 'node:http'
import { plain, send } from '../../collector/receivers/answer.ts'
import { orUnavailable } from '../../collector/receivers/answering.ts'
import { Budget } from '../../collector/receivers/budget.ts'
import { listen, urlOf, type ListenOptions } from '../../collector/receivers/listen.ts'
import { routeOf, type Route } from '../../collector/receivers/otlp-http.ts'
import type { Observed } from '../system/core.ts'
import { createCaepRoutes, type CaepOptions } from './caep.ts'
import { probes } from './routes.ts'

const TIMEOUTS = { headersTimeout: 10_000, requestTimeout: 10_000, connectionsCheckingInterval: 2_000 }
const CONNECTIONS = 256

/** Where a process that takes nothing in is asked how it is. */
export interface Probes {
  readonly url: string
  close(): Promise<void>
}

/** Answers `/healthz`, `/readyz` and `/metrics`, and receivers of security event tokens where there are any. Throws where a port that was named is taken. */
export async function startProbes(
  core: Observed,
  where: ListenOptions,
  onError: (error: Error) => void,
  caep?: CaepOptions,
): Promise<Probes> {
  const budget = new Budget()
  const tokens = caep === undefined ? {} : createCaepRoutes(caep, budget)
  const routes = new Map<string, Route>(Object.entries({ ...probes({ core, receivers: {}, budget }), ...tokens }))
  const server = createServer(TIMEOUTS, (request, response) => {
    const route = routeOf(routes, (request.url ?? '').split('?', 1)[0] ?? '')
    if (route === undefined) send(response, plain(404, `not found: there are ${[...routes.keys()].join(', ')}\n`))
    else void orUnavailable(request, response, onError, () => route(request, response))
  })
  server.maxConnections = CONNECTIONS
  const port = await listen(server, 'probes and metrics', where)
  server.on('error', onError)
  const close = async () => {
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    await closed
  }
  return { url: urlOf(where.host, port), close }
}
