/** Hand-written records in the form that CloudTrail delivers, of an account that is nobody's. */

const ACCOUNT = '111122223333'

/** The IAM user `deployer`, calling with a long-term key. */
export const DEPLOYER = {
  type: 'IAMUser',
  arn: `arn:aws:iam::${ACCOUNT}:user/ci/deployer`,
  accountId: ACCOUNT,
  accessKeyId: 'AKIAEXAMPLE0000000001',
  userName: 'deployer',
}

/** A session of the role `worker`. */
export const WORKER_SESSION = {
  type: 'AssumedRole',
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/worker/night-run`,
  accountId: ACCOUNT,
  accessKeyId: 'ASIAEXAMPLE0000000001',
  sessionContext: {
    sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${ACCOUNT}:role/jobs/worker` },
    attributes: { creationDate: '2026-03-01T10:00:00Z' },
  },
}

/** A record with what every record has; the rest is the test's. */
export function record(fields: object): object {
  return {
    eventVersion: '1.08',
    userIdentity: DEPLOYER,
    eventTime: '2026-03-01T10:00:00Z',
    eventSource: 's3.amazonaws.com',
    eventName: 'GetObject',
    awsRegion: 'eu-central-1',
    sourceIPAddress: '198.51.100.7',
    userAgent: 'aws-cli/2.30',
    eventID: '00000000-0000-4000-8000-000000000001',
    recipientAccountId: ACCOUNT,
    ...fields,
  }
}

/** STS's AssumeRole of the role `worker`, answered with a key. */
export function assumeRole(fields: object = {}): object {
  return record({
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    requestParameters: { roleArn: `arn:aws:iam::${ACCOUNT}:role/jobs/worker`, roleSessionName: 'night-run' },
    responseElements: { credentials: { accessKeyId: 'ASIAEXAMPLE0000000001', expiration: 'Mar 1, 2026, 11:00:00 AM' } },
    ...fields,
  })
}
