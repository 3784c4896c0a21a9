import type { Record } from './record.ts'

const PRINCIPAL = /^arn:(aws[a-z-]*):iam::(\d{12}):(?:(user|role)\/(?:.*\/)?([^/]+)|root)$/
const ASSUMED_ROLE = /^arn:(aws[a-z-]*):sts::(\d{12}):assumed-role\/([^/]+)\//
const PARTITION = /^arn:(aws[a-z-]*):/
const SERVICE_LINKED = /^arn:aws[a-z-]*:iam::\d{12}:role\/aws-service-role\//
const ACCOUNT = /^\d{12}$/

/**
 * The identity that an ARN names: the user or role without its path, for names are unique in an account and not every record
 * knows the path. Undefined for what is neither (a federated user's name is the caller's invention).
 */
export function identityOf(arn: string | null | undefined): string | undefined {
  if (arn == null) return undefined
  const assumed = ASSUMED_ROLE.exec(arn)
  if (assumed) return `arn:${assumed[1]}:iam::${assumed[2]}:role/${assumed[3]}`
  const principal = PRINCIPAL.exec(arn)
  if (!principal) return undefined
  const [, partition, account, type, name] = principal
  return `arn:${partition}:iam::${account}:${type === undefined ? 'root' : `${type}/${name}`}`
}

/** Whether the ARN is that of a service-linked role: AWS's own, which nobody is asked to own. */
export function isServiceLinked(roleArn: string | null | undefined): boolean {
  return roleArn != null && SERVICE_LINKED.test(roleArn)
}

/** Whom the caller's credential speaks for: the role or user behind a session, else the caller itself. */
export function callerIdentity(record: Record): string | undefined {
  const caller = record.userIdentity
  return identityOf(caller?.sessionContext?.sessionIssuer?.arn) ?? identityOf(caller?.arn)
}

/** The partition of AWS, in which key ids are unique: from an ARN, else from the region. */
export function partitionOf(record: Record): string {
  for (const arn of [record.userIdentity?.arn, record.requestParameters?.roleArn, record.resources?.[0]?.ARN]) {
    const partition = arn == null ? undefined : PARTITION.exec(arn)?.[1]
    if (partition !== undefined) return partition
  }
  const region = record.awsRegion ?? ''
  return region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
}

/** The account that the record belongs to. */
export function accountOf(record: Record): string | undefined {
  return (
    [record.recipientAccountId, record.userIdentity?.accountId].find((id) => id != null && ACCOUNT.test(id)) ??
    undefined
  )
}

/** An IAM user of the record's account, by name. */
export function userNamed(record: Record, name: string | undefined): string | undefined {
  const account = accountOf(record)
  return name === undefined || account === undefined
    ? undefined
    : `arn:${partitionOf(record)}:iam::${account}:user/${name}`
}

/** The account's root user or the principal that AssumeRoot was asked for: an ARN, or an account's number. */
export function rootOf(record: Record): string | undefined {
  const target = record.requestParameters?.targetPrincipal
  return target != null && ACCOUNT.test(target) ? `arn:${partitionOf(record)}:iam::${target}:root` : identityOf(target)
}

/** The role that a call of IAM's names by its name alone (DeleteRole, …), in the form of identities. */
export function roleNamed(record: Record): string | undefined {
  const name = record.requestParameters?.roleName
  const account = accountOf(record)
  if (name == null || account === undefined || record.eventSource !== 'iam.amazonaws.com') return undefined
  return `arn:${partitionOf(record)}:iam::${account}:role/${name}`
}
