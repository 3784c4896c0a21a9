import { gzipSync } from 'node:zlib'
import { writeFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { record } from '../../collector/adapters/cloudtrail/fixtures.ts'

/** Two EC2 instances of an account that is nobody's: the keys of their role outlive them. */

const ACCOUNT = '111122223333'
const ROLE = `arn:aws:iam::${ACCOUNT}:role/web`
const EC2 = { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' }
const ONE = 'i-0aaaaaaaaaaaaaaa1'
const OTHER = 'i-0aaaaaaaaaaaaaaa2'
/** Never used, and used. */
export const UNUSED_KEY = 'ASIAEXAMPLE0000000011'
export const USED_KEY = 'ASIAEXAMPLE0000000012'

const eventID = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

function change(number: number, eventTime: string, eventName: string, instanceId: string): object {
  const responseElements = { instancesSet: { items: [{ instanceId }] } }
  const eventSource = 'ec2.amazonaws.com'
  return record({ eventID: eventID(number), eventTime, eventSource, eventName, responseElements })
}

function fetched(number: number, eventTime: string, instance: string, accessKeyId: string, expiration: string): object {
  return record({
    eventID: eventID(number),
    eventTime,
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    userIdentity: EC2,
    sourceIPAddress: 'ec2.amazonaws.com',
    requestParameters: { roleArn: ROLE, roleSessionName: instance },
    responseElements: { credentials: { accessKeyId, expiration } },
  })
}

function use(number: number, eventTime: string): object {
  const userIdentity = {
    type: 'AssumedRole',
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/web/${OTHER}`,
    accountId: ACCOUNT,
    accessKeyId: USED_KEY,
    sessionContext: { sessionIssuer: { type: 'Role', arn: ROLE } },
  }
  return record({ eventID: eventID(number), eventTime, userIdentity })
}

/** In order of time; the first instance ends at 10:30, the other at 10:40:00. */
export const RECORDS: readonly object[] = [
  change(1, '2024-03-01T10:00:00Z', 'RunInstances', ONE),
  change(2, '2024-03-01T10:00:10Z', 'RunInstances', OTHER),
  fetched(3, '2024-03-01T10:01:00Z', ONE, UNUSED_KEY, 'Mar 1, 2024, 4:00:00 PM'),
  fetched(4, '2024-03-01T10:01:05Z', OTHER, USED_KEY, 'Mar 1, 2024, 5:00:00 PM'),
  use(5, '2024-03-01T10:20:00Z'),
  change(6, '2024-03-01T10:30:00Z', 'TerminateInstances', ONE),
  use(7, '2024-03-01T10:35:00Z'),
  change(8, '2024-03-01T10:40:00Z', 'TerminateInstances', OTHER),
]

export const delivery = (records: readonly object[]) => JSON.stringify({ Records: records })

/** Writes delivery files as CloudTrail does, two records a file, half of them gzipped. */
export async function writeDeliveries(directory: string, records = RECORDS): Promise<void> {
  await mkdir(directory, { recursive: true })
  for (let at = 0; at < records.length; at += 2) {
    const text = delivery(records.slice(at, at + 2))
    const name = join(directory, `${String(at).padStart(3, '0')}.json`)
    await (at % 4 === 0 ? writeFile(name, text) : writeFile(`${name}.gz`, gzipSync(text)))
  }
}
