import { AsyncLocalStorage } from 'node:async_hooks'
import type { Attributes, Context } from '@opentelemetry/api'
import type { EventName } from './vocabulary.ts'

/** What happened, as it is told: nothing in it is secret any more. */
export interface Occurrence {
  readonly name: EventName
  readonly attributes: Attributes
  /** Milliseconds since the epoch. */
  readonly at: number
  /** The `error.type`, where it failed. */
  readonly failure: string | undefined
}

/** Where occurrences go beside the service's own tracer provider. */
export type Sink = (occurrence: Occurrence, context: Context) => void

/** A credential as it is told: its id, or the hash that stands for it. */
export interface Identified {
  readonly id: string
  readonly issuer: string
}

/** What all copies of the library in a process have in common, whether they came by `import` or by `require`. */
export interface Shared {
  sink: Sink | null
  /** Under which secrets become ids; null until one is needed. */
  key: Uint8Array | null
  readonly active: AsyncLocalStorage<Identified>
  /** What was made of secrets, ids and texts, for most are told again and again. */
  readonly hashes: Map<string, string>
  readonly ids: Map<string, string>
  readonly texts: Map<string, string>
  /** What was complained of: each once. */
  readonly complaints: Set<string>
}

const PLACE = Symbol.for('@lifespan/instrumentation/0')

/** What all copies of the library share. */
export function shared(): Shared {
  const holder = globalThis as { [PLACE]?: Shared }
  return (holder[PLACE] ??= {
    sink: null,
    key: null,
    active: new AsyncLocalStorage(),
    hashes: new Map(),
    ids: new Map(),
    texts: new Map(),
    complaints: new Set(),
  })
}
