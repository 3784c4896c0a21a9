import { AsyncLocalStorage } from 'node:async_hooks'
import type { Attributes, Context } from '@opentelemetry/api'
import type { Following } from './lifecycle.ts'
import { Recent } from './recent.ts'
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

/** A bearer token that was shown with a request. */
export interface Shown {
  readonly token: string
  readonly host: string
  readonly method: string
  /** Without its query. */
  readonly path: string
  /** When, ms since the epoch. */
  readonly at: number
}

/** What all copies of the library in a process have in common, whether they came by `import` or by `require`. */
export interface Shared {
  /** The one that is told; null where there is none. */
  sink: Sink | null
  /** Those of all pipelines that are not shut down, the newest last. */
  readonly sinks: Set<Sink>
  /** Who follows the end of the process; null where nobody does. */
  following: Following | null
  /** Under which secrets become ids; null until one is needed. */
  key: Uint8Array | null
  readonly active: AsyncLocalStorage<Identified>
  /** Whether what happens is telemetry itself on its way out: nothing is told of that. */
  readonly quiet: AsyncLocalStorage<true>
  /** Which credential a secret is, by its hash, where that was said once. */
  readonly named: Recent<Identified>
  /** What libraries handed out, and was told as issued. */
  readonly handed: Recent<true>
  /** Requests that show a bearer token and are not answered yet. */
  readonly shown: WeakMap<object, Shown>
  /** Who issues what is presented at a host; null until it is asked. */
  issuers: ReadonlyMap<string, string> | null
  /** What was made of secrets, ids and texts, for most are told again and again. */
  readonly hashes: Recent<string>
  readonly bytes: Recent<string>
  readonly ids: Recent<string>
  readonly texts: Recent<string>
  /** What was complained of: each once. */
  readonly complaints: Set<string>
  /** Whether what is missing is said on standard error as well. */
  isLoud: boolean
}

const PLACE = Symbol.for('@lifespan/instrumentation/0')

/** What all copies of the library share. */
export function shared(): Shared {
  const holder = globalThis as { [PLACE]?: Shared }
  return (holder[PLACE] ??= {
    sink: null,
    sinks: new Set(),
    following: null,
    key: null,
    active: new AsyncLocalStorage(),
    quiet: new AsyncLocalStorage(),
    named: new Recent(),
    handed: new Recent(),
    shown: new WeakMap(),
    issuers: null,
    hashes: new Recent(),
    bytes: new Recent(),
    ids: new Recent(),
    texts: new Recent(),
    complaints: new Set(),
    isLoud: false,
  })
}
