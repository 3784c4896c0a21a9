import { randomUUID } from 'node:crypto'
import type { Attributes } from '@opentelemetry/api'
import { Batch, type SpanExporter } from './batch.ts'
import { awaitedIdentity, detectWorkload } from './detect.ts'
import { isTrue } from './environment.ts'
import { findExporter } from './exporters.ts'
import { deliverNow } from './last-words.ts'
import { pairsOf } from './issuers.ts'
import { beInstance, followProcess, inTime } from './lifecycle.ts'
import { claimInstance, here, instanceIn } from './own-instance.ts'
import { complain } from './safely.ts'
import { idOf, putAll } from './put.ts'
import { useKey } from './secrets.ts'
import { shared, type Sink } from './shared.ts'
import { spanOf, type Resource } from './span.ts'
import { holding, letGo } from './unheld.ts'
import { SCHEMA_URL } from './vocabulary.ts'
import type { Beginning } from './workloads.ts'

export interface TelemetryOptions {
  /** Where it goes; unless it is said, to where OpenTelemetry's environment says (`OTEL_EXPORTER_OTLP_…`), by its OTLP exporter. */
  readonly exporter?: SpanExporter | undefined
  /** Who tells, beside what `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_SERVICE_NAME` say. */
  readonly resource?: Attributes | undefined
  /**
   * Whether this process is an instance of a workload, whose beginning and end are told: at signals, when nothing is left to be done, by errors that
   * nobody catches, and at `process.exit()`. `true`, or more about it than its surroundings say.
   */
  readonly workload?: Beginning | boolean | undefined
  /** How long the end of the process may be put off for what is told of it, ms; 500 unless it is said. */
  readonly patience?: number | undefined
  /** How long spans are gathered, ms; 200 unless it is said. */
  readonly delay?: number | undefined
  /** The `fingerprintKey` of the deployment, 64 hex digits; unless it is said, `LIFESPAN_FINGERPRINT_KEY`. */
  readonly fingerprintKey?: string | undefined
  /** Whether a key or an exporter that is missing is warned of by Node (`process.emitWarning`), and not by OpenTelemetry's `diag` alone. */
  readonly warn?: boolean | undefined
}

/** A pipeline of the library's own. */
export interface Telemetry {
  /** Resolves when all that was told so far is delivered, or could not be. Never rejects. */
  flush(): Promise<void>
  /** The same, for as long as `patience` allows, and this pipeline is told nothing any more. */
  shutdown(): Promise<void>
}

/** Of a service that nothing names otherwise. */
const INSTANCE = 'service.instance.id'
const ownId = randomUUID()
const DELAY_MS = 200
const PATIENCE_MS = 500
/** What Node's timers can wait. */
const LONGEST_WAIT_MS = 2 ** 31 - 1
/** How long who this is may be waited for, ms: by what is told, and at all. */
const [IDENTITY_SOON_MS, IDENTITY_MS] = [400, 30_000]
const OFF: Telemetry = { flush: async () => undefined, shutdown: async () => undefined }

/**
 * Starts a pipeline for what this library tells, beside whatever the service has: no sampler is asked, and spans are 200 ms on their way. Of
 * several the last one is told, and when it is shut down the one before it. With `OTEL_SDK_DISABLED=true`, and where there is no exporter, nothing is told.
 */
export function lifespanTelemetry(given: TelemetryOptions = {}): Telemetry {
  const options = given ?? {}
  if (isTrue('OTEL_SDK_DISABLED')) return OFF
  if (options.warn === true) shared().isLoud = true
  if (options.fingerprintKey !== undefined) useKey(options.fingerprintKey)
  const found = options.exporter === undefined ? findExporter() : null
  const exporter = options.exporter ?? found?.exporter
  if (exporter === undefined) return OFF
  const resource = resourceOf(options.resource)
  const patience = waitOf('patience', options.patience, PATIENCE_MS)
  const delay = waitOf('delay', options.delay, DELAY_MS)
  const batch = new Batch(exporter, delay, completed(resource))
  const sink: Sink = (occurrence, active) => batch.add(spanOf(occurrence, active, resource))
  shared().sinks.add((shared().sink = sink))
  const quietly = (work: Promise<void>) => work.catch(() => complain('the exporter failed while it was flushed'))
  const flush = () => quietly(batch.flush())
  const flushNow = (within: number) => {
    if (found === null) return false
    const left = batch.take()
    if (left.length > 0) deliverNow(left, found, within)
    return true
  }
  const { workload } = options
  const unfollow = followProcess({ flush, flushNow, patience })
  const endInstance = workload ? beOwn(typeof workload === 'object' ? workload : {}, resource) : undefined
  // At the end of the process what is under way is delivered: until then it need not hold it.
  const holdAgain = letGo()
  return {
    flush: () => holding(flush),
    shutdown: () => {
      endInstance?.()
      giveBack(sink)
      return holding(() => inTime(quietly(batch.close()), patience)).finally(() => {
        unfollow()
        holdAgain()
      })
    },
  }
}

/** For how long to wait, ms; what is no such number is a complaint. */
function waitOf(name: string, said: unknown, usual: number): number {
  if (said === undefined || said === null) return usual
  if (typeof said === 'number' && said >= 0 && said <= LONGEST_WAIT_MS) return said
  complain(`${name} is no number of milliseconds: it is ${usual}`)
  return usual
}

/** Of the pipelines that are left the newest is told. */
function giveBack(sink: Sink): void {
  const state = shared()
  state.sinks.delete(sink)
  if (state.sink === sink) state.sink = [...state.sinks].at(-1) ?? null
}

/** This process is that instance, where it is not another's child or thread. */
function beOwn(instance: Beginning, { attributes }: Resource): (() => void) | undefined {
  const { [INSTANCE]: own, ...said } = attributes
  const id = idOf(instance.id)
  const named = id ?? instanceIn(own === ownId ? said : attributes)
  const kind = instance.kind ?? (id === null ? attributes['workload.kind'] : undefined)
  return claimInstance(named, here(kind === 'ci_job')) ? beInstance(instance) : undefined
}

/** Resolves once all is known of who tells, or soon: what is known later becomes part of it then. */
async function completed({ attributes }: Resource): Promise<void> {
  const identity = awaitedIdentity(attributes, IDENTITY_MS)
  if (identity === null) return
  const known = async () => {
    const said = await identity
    if (said !== null) attributes['workload.identity'] = said
  }
  await inTime(known(), IDENTITY_SOON_MS)
}

function resourceOf(given: Attributes = {}): Resource {
  const name = process.env['OTEL_SERVICE_NAME']
  const attributes = {
    'service.name': 'unknown_service:node',
    [INSTANCE]: ownId,
    ...detectWorkload(),
    ...pairsOf(process.env['OTEL_RESOURCE_ATTRIBUTES'] ?? ''),
    ...(name === undefined ? {} : { 'service.name': name }),
    ...given,
  }
  const told: Attributes = {}
  putAll(told, attributes)
  return { attributes: told, schemaUrl: SCHEMA_URL, asyncAttributesPending: false }
}
