import { unlessPlaceholder } from '../../../schemas/placeholder.ts'
import { errorType } from './outcomes.ts'
import type { Record } from './record.ts'

type Attributes = { readonly [name: string]: string }
type Said = { readonly [name: string]: string | null | undefined }

/** `create serviceaccounts/token`, `list deployments.apps`, of what is no resource `get`: the verb and what RBAC's rules name. */
function actionOf({ verb, objectRef }: Record): string {
  if (!objectRef?.resource) return verb
  const group = objectRef.apiGroup ? `.${objectRef.apiGroup}` : ''
  const subresource = objectRef.subresource ? `/${objectRef.subresource}` : ''
  return `${verb} ${objectRef.resource}${group}${subresource}`
}

/** Namespace and name, or the path of what is no resource. Never a query: it may hold anything. */
function targetOf({ objectRef, requestURI }: Record): string | undefined {
  if (!objectRef?.resource) return requestURI?.split('?', 1)[0]
  return [objectRef.namespace, objectRef.name].filter(Boolean).join('/')
}

/** What else the line says, by allow-list; OpenTelemetry's names where there are any. */
export function attributesOf(record: Record, more: Said = {}): Attributes {
  return kept({
    'credential.use.action': actionOf(record),
    'credential.use.target': targetOf(record),
    // All addresses but the last are what the client claims.
    'client.address': record.sourceIPs?.at(-1),
    'user_agent.original': record.userAgent,
    'error.type': errorType(record),
    'k8s.impersonated_user': record.impersonatedUser?.username,
    ...more,
  })
}

function kept(said: Said): Attributes {
  const attributes: { [name: string]: string } = {}
  for (const [name, value] of Object.entries(said)) {
    const text = unlessPlaceholder(value)
    if (text !== undefined) attributes[name] = text
  }
  return attributes
}
