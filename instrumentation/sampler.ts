import type { Attributes, Context, Link, SpanKind } from '@opentelemetry/api'
import { EVENT_NAMES } from './vocabulary.ts'

/** OpenTelemetry's `SamplingDecision.RECORD_AND_SAMPLED`, the same in versions 2 and 3 of its SDK. */
const RECORD_AND_SAMPLED = 2

/** What a sampler is asked. */
type Asked = [context: Context, traceId: string, name: string, kind: SpanKind, attributes: Attributes, links: Link[]]

const NAME = 2

/** A sampler of OpenTelemetry's SDK, as far as both of its versions agree. */
interface Sampler<Result> {
  shouldSample(...asked: Asked): Result
  toString(): string
}

const ours: ReadonlySet<string> = new Set(EVENT_NAMES)

/**
 * A sampler for the service's own tracer provider: what this library tells is always sampled, and of all else the sampler decides that the service
 * has. A token that nobody was told of can't be found.
 */
export class CredentialSampler<Result extends { decision: number }> implements Sampler<Result> {
  readonly #others: Sampler<Result>

  constructor(others: Sampler<Result>) {
    this.#others = others
  }

  shouldSample(...asked: Asked): Result {
    return ours.has(asked[NAME]) ? ({ decision: RECORD_AND_SAMPLED } as Result) : this.#others.shouldSample(...asked)
  }

  toString(): string {
    return `CredentialSampler{${String(this.#others)}}`
  }
}
