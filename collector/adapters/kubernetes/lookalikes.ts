import { ignored, rejected, type Outcome } from '../../../schemas/outcome.ts'
import { fieldsOf, type Fields } from '../fields.ts'

const GROUP = 'audit.k8s.io/'
/** Of one shape; what came before them told no times. */
const VERSIONS: ReadonlySet<unknown> = new Set(['audit.k8s.io/v1', 'audit.k8s.io/v1beta1'])
/** The objects of `kubectl get events`. */
const OBJECTS: ReadonlySet<unknown> = new Set(['v1', 'events.k8s.io/v1', 'events.k8s.io/v1beta1'])

/** Whether it is an audit event: group and kind say so, and no other vendor's records have either. */
export function isAuditEvent(fields: Fields): boolean {
  return fields['kind'] === 'Event' && VERSIONS.has(fields['apiVersion'])
}

function isOfAudit(fields: Fields): boolean {
  return typeof fields['apiVersion'] === 'string' && fields['apiVersion'].startsWith(GROUP)
}

const WRAPPERS = ['log', 'event', 'record', 'detail', 'message', '@message', 'Message', 'body', '_source', '_raw']
const AUDIT_TEXT = /^\s*\{(?=.*"apiVersion"\s*:\s*"audit\.k8s\.io\/)/s

/** Text inside another document is only looked at, never parsed: it may be anything. AKS has it two levels down. */
function isWrapped(fields: Fields): boolean {
  return [fields, fieldsOf(fields['properties'])].some((holder) => holder !== null && WRAPPERS.some(holdsIn(holder)))
}

const holdsIn = (holder: Fields) => (name: string) => {
  const inner = holder[name]
  if (typeof inner === 'string') return AUDIT_TEXT.test(inner)
  const within = fieldsOf(inner)
  return within !== null && isAuditEvent(within)
}

/** What a record that is no audit event comes to, or null if it resembles nothing that is known here. */
export function lookalikeOf(fields: Fields): Outcome<never> | null {
  if (isOfAudit(fields)) return rejected(ofAudit(fields))
  if (fields['kind'] === 'Event' && OBJECTS.has(fields['apiVersion']))
    return ignored('an Event object of a Kubernetes cluster: it is no audit event')
  return isWrapped(fields)
    ? rejected('a Kubernetes audit event wrapped in another document: ingest what is inside')
    : null
}

function ofAudit({ kind }: Fields): string {
  if (kind === 'Event') return 'a Kubernetes audit event of a version that is not read'
  return kind === 'EventList' ? 'a list of Kubernetes audit events without items' : 'of audit.k8s.io, but no event'
}
