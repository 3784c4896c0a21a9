import type { EventOutcome } from '../../schemas/events.ts'
import { accepted, rejected } from '../../schemas/outcome.ts'
import type { Carrier as Unit } from '../../schemas/rejected.ts'
import { NEVER, toMillis } from '../../schemas/time.ts'
import type { RecordOutcome } from '../translated.ts'
import type { Attributes } from './attributes.ts'
import type { Carrier } from './carrier.ts'
import { describeCredential } from './credential.ts'
import type { Draft } from './draft.ts'
import { put } from './draft.ts'
import { normaliseIdentity } from './identity.ts'
import { keptAttributes } from './kept.ts'
import { momentOf } from './moment.ts'
import { Unbelievable, idNeeded, idSaid, isSaid, unbelievable, wordSaid } from './said.ts'
import { reporterOf } from './workload.ts'
import { Warnings } from './warnings.ts'

/** An `owner.until` that ends nothing is dropped, and said (semantics: owners file). */
const OWNER_UNTIL_WARNING = 'owner.until is not after its time'

/** The credential was accepted, the action was not; of all other errors nobody knows that (vocabulary: Events). */
const DENIALS: readonly string[] = ['access_denied', 'throttled', 'not_found']
const PRODUCTION: readonly string[] = ['production', 'prod']

/** What a carrier comes to: one event, or the reason why it can't be true. */
export function translate(carrier: Carrier): RecordOutcome {
  try {
    return outcomeOf(carrier)
  } catch (error) {
    if (error instanceof Unbelievable) return rejectedOf(carrier, error.message)
    throw error
  }
}

function rejectedOf({ type, traceId, spanId, index, bytes, size }: Carrier, reason: string): RecordOutcome {
  const of = [type, traceId && `trace ${traceId}`, spanId && `span ${spanId}`].filter((part) => part !== '')
  const raw = bytes === null ? [traceId, spanId, index].join('\0') : `${bytes}\0${index}`
  return { outcome: rejected(reason), carrier: unitOf(index), detail: of.join(', '), size, raw }
}

function unitOf(index: string): Unit {
  if (index === '') return 'log'
  return index === '0' ? 'span' : 'span event'
}

function outcomeOf(carrier: Carrier): RecordOutcome {
  const warnings = new Warnings()
  const event = eventOf(carrier, warnings)
  const { traceId, spanId, index, bytes, size } = carrier
  const id = bytes === null ? [traceId, spanId, index] : []
  const outcome = accepted({ id, events: [event] })
  const said = warnings.all()
  const warned = said === undefined ? outcome : { ...outcome, warnings: said }
  const found = { outcome: warned, carrier: unitOf(index), size }
  return bytes === null ? found : { ...found, bytes: index === '' ? bytes : `${bytes}\0${index}` }
}

function eventOf(carrier: Carrier, warnings: Warnings): Draft {
  if (carrier.time === 0n) throw unbelievable('time missing')
  const { type, time, attributes } = carrier
  const draft: Draft = { type, time, outcome: outcomeSaid(carrier) }
  if (carrier.traceId !== '') draft.trace_id = carrier.traceId
  if (carrier.spanId !== '') draft.span_id = carrier.spanId
  const environment = wordSaid(attributes, 'deployment.environment.name')
  if (environment !== undefined && PRODUCTION.includes(environment.toLowerCase())) draft.prod = true
  describe(draft, attributes, warnings)
  put(draft, 'attributes', keptAttributes(draft, attributes, warnings))
  return draft
}

function outcomeSaid(carrier: Carrier): EventOutcome {
  if (!carrier.failed && !isSaid(carrier.attributes, 'error.type')) return 'ok'
  if (carrier.type !== 'credential.used') return 'failed'
  return DENIALS.includes(wordSaid(carrier.attributes, 'error.type') ?? '') ? 'denied' : 'refused'
}

function describe(draft: Draft, attributes: Attributes, warnings: Warnings): void {
  switch (draft.type) {
    case 'workload.started':
    case 'workload.ended':
      return describeInstance(draft, attributes)
    case 'credential.issued':
    case 'credential.renewed':
    case 'credential.used':
    case 'credential.revoked':
      return describeCredential(draft, attributes, warnings)
    case 'owner.assigned':
    case 'owner.departed':
    case 'owner.returned':
      return describeOwner(draft, attributes, warnings)
    case 'decision.made':
    case 'approval.granted':
      return describeDecision(draft, attributes, warnings)
  }
}

function describeInstance(draft: Draft, attributes: Attributes): void {
  const instance = reporterOf(attributes)
  if (instance === undefined) throw unbelievable('workload.instance.id missing')
  draft.workload_id = instance.id
  put(draft, 'workload_kind', wordSaid(attributes, 'workload.kind') ?? instance.kind)
}

/** An assignment without `owner.id` ends whichever stands; one without an identity means nothing. */
function describeOwner(draft: Draft, attributes: Attributes, warnings: Warnings): void {
  const assigned = draft.type === 'owner.assigned'
  const subject = assigned ? idNeeded(attributes, 'owner.subject') : idSaid(attributes, 'owner.subject')
  put(draft, 'identity', subject === undefined ? undefined : normaliseIdentity(subject))
  put(draft, 'owner_id', assigned ? idSaid(attributes, 'owner.id') : idNeeded(attributes, 'owner.id'))
  put(draft, 'owner_kind', wordSaid(attributes, 'owner.kind'))
  const until = attributes.get('owner.until')
  if (!assigned || until === undefined || until === '') return
  const end = momentOf(until) ?? 0
  if (end <= toMillis(draft.time)) warnings.add(OWNER_UNTIL_WARNING)
  else draft.owner_until = Math.min(end, NEVER)
}

/** A decision may be about a credential, and need not be. */
function describeDecision(draft: Draft, attributes: Attributes, warnings: Warnings): void {
  if (isSaid(attributes, 'credential.id') && isSaid(attributes, 'credential.issuer')) {
    describeCredential(draft, attributes, warnings)
  } else put(draft, 'presenter_id', reporterOf(attributes)?.id)
}
