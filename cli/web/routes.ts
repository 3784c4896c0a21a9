import type { Budget } from '../../collector/receivers/budget.ts'
import type { Route } from '../../collector/receivers/otlp-http.ts'
import { newCounters, type ReceiverCounters } from '../../collector/receivers/receiver.ts'
import { createIngestRoute } from '../system/ingest-route.ts'
import type { Core, Observed } from '../system/core.ts'
import type { Metered } from '../telemetry/readings.ts'
import { createCaepRoutes, type CaepOptions } from './caep.ts'
import { createPush, PUSH_PATH } from './push.ts'
import { createReadiness } from './readiness.ts'
import { lines, plainRoute } from './plain-route.ts'

/** Prometheus' text format. */
const EXPOSITION = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }

export interface RoutesOptions {
  readonly core: Core
  /** That of `run.json`. */
  readonly token: string
  /** Those of whoever pushes logs. */
  readonly ingestTokens: readonly string[]
  /** Where there are receivers of security event tokens. */
  readonly caep?: CaepOptions | undefined
  readonly budget: Budget
  /** By receiver; that of pushed logs is added. */
  readonly counters: Record<string, Readonly<ReceiverCounters>>
  readonly onError: (error: Error) => void
}

/** What is answered beside OTLP, by path. */
export function createRoutes({ core, token, ingestTokens: tokens, caep, budget, counters, onError }: RoutesOptions) {
  const { intake } = core
  const pushed = newCounters()
  counters['push'] = pushed
  const push = createPush({ intake, tokens, budget, counters: pushed, onError })
  return {
    ...probes({ core, receivers: counters, budget }),
    '/v1/ingest': createIngestRoute(core, token, push),
    [PUSH_PATH]: push,
    ...(caep === undefined ? {} : createCaepRoutes(caep, budget)),
  } satisfies Record<string, Route>
}

/** What probes ask, and Prometheus. */
export function probes(metered: Metered) {
  return {
    '/healthz': plainRoute(async () => lines(200, ['ok'])),
    '/readyz': readyRoute(metered.core),
    '/metrics': metricsRoute(metered),
  } satisfies Record<string, Route>
}

function readyRoute(core: Observed): Route {
  const reasons = createReadiness(core)
  return plainRoute(async () => {
    const why = await reasons()
    return why.length === 0 ? lines(200, ['ready']) : lines(503, why)
  })
}

function metricsRoute(metered: Metered): Route {
  let exposition: Promise<() => Promise<string>> | undefined
  return plainRoute(async () => {
    exposition ??= import('../telemetry/exposition.ts').then(({ createExposition }) => createExposition(metered))
    return { status: 200, headers: EXPOSITION, body: await (await exposition)() }
  })
}
