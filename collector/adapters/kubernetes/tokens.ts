import type { LifecycleEvent } from '../../../schemas/events.ts'
import { parseRfc3339, toMillis } from '../../../schemas/time.ts'
import { known } from '../said.ts'
import { attributesOf } from './attributes.ts'
import { credentialNamed, serviceAccount } from './ids.ts'
import { TokenRequest, type Record } from './record.ts'
import { podColumns, type Said, type Told } from './told.ts'
import { presented } from './uses.ts'

const CREATED = 201

/** The id of the token that a request for one was answered with. */
function issuedId({ verb, objectRef, responseStatus, annotations }: Record): string | null | undefined {
  const isRequest = verb === 'create' && objectRef?.resource === 'serviceaccounts' && objectRef.subresource === 'token'
  const isAnswered = isRequest && responseStatus?.code === CREATED
  return isAnswered ? annotations?.['authentication.kubernetes.io/issued-credential-id'] : undefined
}

/** A service account's token, minted from the requester's credential. Its lifetime and pod are in the answer, if that is logged at all. */
export function issuancesOf({ record, issuer, common, reached }: Told): LifecycleEvent[] {
  const identity = serviceAccount(record.objectRef?.namespace, record.objectRef?.name)
  const credential = credentialNamed(issuedId(record), identity)
  if (credential === undefined) return []
  const bound = boundPod(record)
  const attributes = attributesOf(record, {
    'k8s.issued_by': record.user?.username,
    'k8s.pod.name': bound?.name,
    'credential.audience': answer(record)?.spec?.audiences?.join(' '),
  })
  const of = { ...common, time: reached, type: 'credential.issued', outcome: 'ok' } as const
  const said = known({ identity, not_after: expiryOf(record) })
  return [{ ...of, ...credential, issuer, ...said, ...parentOf(record, issuer), ...podColumns(bound?.uid), attributes }]
}

/** Whether a token was issued and the record does not say until when. */
export function hasNoLifetime(record: Record): boolean {
  return issuedId(record) != null && expiryOf(record) === undefined
}

const answer = (record: Record) => TokenRequest.safeParse(record.responseObject).data

function expiryOf(record: Record): number | undefined {
  const nanos = parseRfc3339(answer(record)?.status?.expirationTimestamp ?? '')
  return nanos === null || nanos <= 0n ? undefined : toMillis(nanos)
}

function boundPod(record: Record) {
  const bound = answer(record)?.spec?.boundObjectRef
  return bound?.kind === 'Pod' ? bound : undefined
}

function parentOf(record: Record, issuer: string): Said {
  const parent = presented(record)
  return parent === undefined ? {} : { parent_id: parent.credential_id, parent_issuer: issuer, delegation: 'mint' }
}
