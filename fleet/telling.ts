import { trace } from '@opentelemetry/api'
import type { Attributes, Tracer, TracerProvider } from '@opentelemetry/api'
import { credentials, owners, workload } from '../instrumentation/index.ts'
import type { EndReason, OwnerKind, RevocationReason } from '../instrumentation/index.ts'
import type { FleetEvent } from './story.ts'

/** Attributes of which it is known that they are texts. */
type Said = Readonly<Record<string, string>>
type Saying = (said: Said, when: { readonly at: number; readonly error: string | undefined }) => void

const credentialOf = (said: Said) => ({ id: said['credential.id']!, issuer: said['credential.issuer']! })
const ownerOf = (said: Said) => ({ id: said['owner.id']!, kind: said['owner.kind'] as OwnerKind })

/** What services say by the instrumentation library, as an engineer would write it. */
const SAYINGS: Readonly<Record<string, Saying>> = {
  'workload.started': (_, when) => workload.started({}, when),
  'workload.ended': (said, when) => workload.ended({ reason: said['workload.end.reason'] as EndReason }, when),
  'credential.used': (said, when) => {
    const { 'credential.use.action': action, 'credential.use.target': target, 'server.address': address } = said
    const attributes = { 'server.address': address }
    credentials.used(
      { ...credentialOf(said), subject: said['credential.subject'] },
      { ...when, action, target, attributes },
    )
  },
  'credential.revoked': (said, when) =>
    credentials.revoked(credentialOf(said), {
      ...when,
      reason: said['credential.revocation.reason'] as RevocationReason,
    }),
  'owner.departed': (said, when) => owners.departed(ownerOf(said), when),
  'owner.returned': (said, when) => owners.returned(ownerOf(said), when),
}

let speaker: Tracer | null = null
const tracer: Tracer = {
  startSpan: (...args) => speaker!.startSpan(...args),
  startActiveSpan: () => {
    throw new Error('nobody on this stage keeps a span open')
  },
}
const stage: TracerProvider = { getTracer: () => tracer }

/** Lets the library speak for many services: whatever it says goes to the tracer of the one that has the word. */
export function openStage(): void {
  trace.setGlobalTracerProvider(stage)
}

/** Says by the library, as the service whose tracer it is, that something happened. Throws where no service says such a thing by it. */
export function sayAs(who: Tracer, { name, attributes, at, failure }: FleetEvent): void {
  const say = SAYINGS[name]
  if (say === undefined) throw new Error(`no service says ${name} by the library`)
  speaker = who
  say(attributes as Attributes & Said, { at, error: failure })
}
