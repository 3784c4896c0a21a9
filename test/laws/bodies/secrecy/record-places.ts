import { assumeRole, record, WORKER_SESSION } from '../../../../collector/adapters/cloudtrail/fixtures.ts'
import { line, podAnswer, pod, tokenRequest } from '../../../../collector/adapters/kubernetes/fixtures.ts'
import { login, request, response, tokenCreate } from '../../../../collector/adapters/vault/fixtures.ts'
import type { Next } from './attribute-places.ts'

/** What has no place in a fixture: texts that some records have, and adapters read. */
const CLOUDTRAIL_FREE = {
  userAgent: 'aws-cli',
  errorCode: 'AccessDenied',
  errorMessage: 'not allowed',
  additionalEventData: { note: 'x' },
  resources: [{ ARN: 'arn:aws:s3:::bucket' }],
  sharedEventID: 'shared',
}
const VAULT_FREE = {
  error: 'permission denied',
  request: { headers: { 'x-note': ['x'] }, data: { password: 'x', lease_id: 'database/creds/a/b' } },
}

/** One of each kind of record that an adapter reads. */
const TEMPLATES: readonly object[] = [
  record({ ...CLOUDTRAIL_FREE, userIdentity: WORKER_SESSION, requestParameters: { bucketName: 'b', key: 'k' } }),
  assumeRole(CLOUDTRAIL_FREE),
  record({
    eventSource: 'iam.amazonaws.com',
    eventName: 'CreateAccessKey',
    requestParameters: { userName: 'bob' },
    responseElements: { accessKey: { accessKeyId: 'AKIAEXAMPLE0000000009', userName: 'bob' } },
  }),
  line({ impersonatedUser: { username: 'bob' }, responseStatus: { code: 403, reason: 'Forbidden', message: 'no' } }),
  tokenRequest({
    requestObject: { spec: { audiences: ['a'] } },
    responseObject: { kind: 'TokenRequest', spec: { audiences: ['a'] }, status: { token: 'x' } },
  }),
  podAnswer('create', 201, pod({ annotations: { note: 'x' }, labels: { app: 'x' } })),
  request(VAULT_FREE),
  response({ response: { secret: { lease_id: 'database/creds/readonly/abc' }, data: { password: 'x' } } }),
  login({ metadata: { username: 'ana', role_name: 'ci' }, entity_id: 'e' }),
  tokenCreate({ display_name: 'token-ci' }),
]

type Path = readonly (string | number)[]

/** Where the texts of a record are. */
function leavesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'string') return [path]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]))
}

/** The record with another text in one place. */
function planted(value: unknown, [key, ...rest]: Path, text: string): unknown {
  if (key === undefined) return text
  if (Array.isArray(value))
    return value.map((item: unknown, at) => (String(at) === key ? planted(item, rest, text) : item))
  const entries = Object.entries(value as object).map(([name, inner]) => [
    name,
    name === key ? planted(inner, rest, text) : inner,
  ])
  return Object.fromEntries(entries) as unknown
}

const PLACES = TEMPLATES.flatMap((template) => leavesOf(template).map((path) => ({ template, path })))
/** How many places there are. */
export const RECORD_PLACES = PLACES.length

/** A record with the secret in that one of all places, and in fields and keys that nobody knows. */
export function recordWith(next: Next, place: number): object {
  const { template, path } = PLACES[place % PLACES.length]!
  return { ...(planted(template, path, next()) as object), [next()]: next(), note: { [next()]: [next()] } }
}
