import type { LifecycleEvent } from '../../../schemas/events.ts'
import { callerIdentity, identityOf, isServiceLinked, partitionOf, rootOf, userNamed } from './arn.ts'
import { actionOf, attributesOf } from './attributes.ts'
import { accessKeyId, actingService, instanceId, unlessPlaceholder } from './ids.ts'
import { doneOutcome } from './outcomes.ts'
import type { Record } from './record.ts'
import { known } from '../said.ts'
import { credentialOf, doneBy, vm, type Common, type Said } from './said.ts'
import { expirationOf } from './times.ts'

/** STS's answers with credentials: what edge each is, and whom its credentials speak for. */
const ISSUANCES: { readonly [action: string]: { edge: string; identity: (record: Record) => string | undefined } } = {
  'sts:AssumeRole': { edge: 'assume_role', identity: assumedRole },
  'sts:AssumeRoleWithSAML': { edge: 'assume_role', identity: assumedRole },
  'sts:AssumeRoleWithWebIdentity': { edge: 'assume_role', identity: assumedRole },
  'sts:AssumeRoot': { edge: 'assume_role', identity: rootOf },
  'sts:GetSessionToken': { edge: 'exchange', identity: callerIdentity },
  'sts:GetFederationToken': { edge: 'exchange', identity: callerIdentity },
}

/** The keys that the record's answer holds. */
export function issuancesOf(record: Record, common: Common): LifecycleEvent[] {
  const action = actionOf(record)
  if (action === 'iam:CreateAccessKey') return createdKey(record, common)
  const issuance = ISSUANCES[action]
  const credentials = record.responseElements?.credentials
  const keyId = accessKeyId(credentials?.accessKeyId)
  if (issuance === undefined || keyId === undefined) return []
  const said = known({
    identity: issuance.identity(record),
    platform: isServiceLinked(record.requestParameters?.roleArn) || undefined,
    not_after: expirationOf(credentials?.expiration ?? '') ?? undefined,
  })
  return [{ ...issued(record, common, keyId), ...said, ...parentOf(record, issuance.edge), ...vm(issuedTo(record)) }]
}

function issued(record: Record, common: Common, keyId: string): LifecycleEvent {
  const session = record.requestParameters?.roleSessionName ?? undefined
  const attributes = attributesOf(record, { 'aws.issued_by': doneBy(record), 'aws.session.name': session })
  const of = { ...common, type: 'credential.issued', outcome: doneOutcome(record) } as const
  return { ...of, ...credentialOf(record, keyId), attributes }
}

function assumedRole(record: Record): string | undefined {
  return identityOf(record.requestParameters?.roleArn) ?? identityOf(record.responseElements?.assumedRoleUser?.arn)
}

function parentOf(record: Record, delegation: string): Said {
  const parent = actingService(record) === undefined ? accessKeyId(record.userIdentity?.accessKeyId) : undefined
  return parent === undefined ? {} : { parent_id: parent, parent_issuer: partitionOf(record), delegation }
}

/** The instance that EC2, as the caller, fetched a role's key for. */
function issuedTo(record: Record): string | undefined {
  const byEc2 = record.userIdentity?.invokedBy === 'ec2.amazonaws.com'
  return byEc2 ? instanceId(record.requestParameters?.roleSessionName) : undefined
}

function createdKey(record: Record, common: Common): LifecycleEvent[] {
  const answer = record.responseElements?.accessKey
  const keyId = accessKeyId(answer?.accessKeyId)
  if (keyId === undefined) return []
  return [{ ...issued(record, common, keyId), ...known({ identity: ownerOf(record, answer?.userName) }) }]
}

/** DeleteAccessKey, and nothing else: an inactive key comes back, a deleted role's sessions go on. */
export function revocationsOf(record: Record, common: Common): LifecycleEvent[] {
  const keyId = accessKeyId(record.requestParameters?.accessKeyId)
  if (actionOf(record) !== 'iam:DeleteAccessKey' || keyId === undefined) return []
  const attributes = attributesOf(record, { 'aws.revoked_by': doneBy(record) })
  const of = { ...common, type: 'credential.revoked', outcome: doneOutcome(record) } as const
  return [{ ...of, ...credentialOf(record, keyId), ...known({ identity: ownerOf(record, undefined) }), attributes }]
}

/** Whose long-term key it is: the user that answer or request name, else the caller's own. */
function ownerOf(record: Record, answered: string | null | undefined): string | undefined {
  const name = unlessPlaceholder(answered) ?? unlessPlaceholder(record.requestParameters?.userName)
  return userNamed(record, name) ?? callerIdentity(record)
}
