import { describe, expect, test } from 'vitest'
import { LifecycleEvent } from '../../../schemas/events.ts'
import { parseRfc3339, toMillis } from '../../../schemas/time.ts'
import { recogniseRecord } from '../index.ts'
import { cloudtrail } from './adapter.ts'
import { assumeRole, DEPLOYER, record, WORKER_SESSION } from './fixtures.ts'

const WORKER = 'arn:aws:iam::111122223333:role/worker'
const EC2 = { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' }
const instance = 'i-0123456789abcdef0'

function translated(raw: unknown) {
  const outcome = cloudtrail.translate(raw)
  if (outcome.kind !== 'accepted') throw new Error(`${outcome.kind}: ${outcome.reason}`)
  for (const event of outcome.value.events) LifecycleEvent.parse(event)
  return { ...outcome.value, warnings: outcome.warnings }
}

const eventsOf = (raw: unknown) => translated(raw).events
const typesOf = (raw: unknown) => eventsOf(raw).map((event) => event.type)
const iam = (eventName: string, fields: object) => record({ eventSource: 'iam.amazonaws.com', eventName, ...fields })
const ec2 = (eventName: string, fields: object) => record({ eventSource: 'ec2.amazonaws.com', eventName, ...fields })
const reasonOf = (raw: unknown) => {
  const outcome = cloudtrail.translate(raw)
  return outcome.kind === 'accepted' ? 'accepted' : `${outcome.kind}: ${outcome.reason}`
}

describe('CloudTrail: a use', () => {
  test('is any call with an access key, by the user or role behind it', () => {
    const [use] = eventsOf(record({ userIdentity: WORKER_SESSION, resources: [{ ARN: 'arn:aws:s3:::logs/a' }] }))
    expect(use).toEqual({
      type: 'credential.used',
      outcome: 'ok',
      time: parseRfc3339('2026-03-01T10:00:00Z'),
      record_id: '00000000-0000-4000-8000-000000000001',
      credential_id: 'ASIAEXAMPLE0000000001',
      credential_kind: 'sts_session',
      issuer: 'aws',
      identity: WORKER,
      attributes: {
        'credential.use.action': 's3:GetObject',
        'credential.use.target': 'arn:aws:s3:::logs/a',
        'cloud.region': 'eu-central-1',
        'cloud.account.id': '111122223333',
        'client.address': '198.51.100.7',
        'user_agent.original': 'aws-cli/2.30',
        'aws.session.created': '2026-03-01T10:00:00Z',
      },
    })
  })

  test.each([
    ['ThrottlingException', 'denied'],
    ['Client.UnauthorizedOperation', 'denied'],
    ['CloudTrailInvalidClientTokenIdException', 'denied'],
    ['ExpiredToken', 'refused'],
    ['InvalidClientTokenId', 'refused'],
    ['UnrecognizedClientException', 'refused'],
    ['Client.AuthFailure', 'refused'],
    ['', 'ok'],
  ])('with the error "%s" is %s', (errorCode, outcome) => {
    expect(eventsOf(record({ errorCode }))[0]?.outcome).toBe(outcome)
  })

  test.each(['1111', 'REDACTED', '', 'AROAEXAMPLE0000000001'])('of a placeholder key "%s" is none', (accessKeyId) => {
    expect(reasonOf(record({ userIdentity: { ...DEPLOYER, accessKeyId } }))).toBe(
      'ignored: names no credential or instance',
    )
  })

  test('through a service is evidence of the principal and names no credential', () => {
    for (const said of [
      { userIdentity: { ...WORKER_SESSION, invokedBy: 'kms.amazonaws.com' } },
      { userIdentity: WORKER_SESSION, sourceIPAddress: 'cloudformation.amazonaws.com' },
    ]) {
      const [use] = eventsOf(record(said))
      expect(use).toMatchObject({ type: 'credential.used', identity: WORKER })
      expect(use).not.toHaveProperty('credential_id')
      expect(use?.attributes).toMatchObject({ 'aws.forwarded_access_key_id': 'ASIAEXAMPLE0000000001' })
    }
  })

  test('belongs to an instance if EC2 delivered the key, not if only the session is named so', () => {
    const named = { ...WORKER_SESSION, arn: `arn:aws:sts::111122223333:assumed-role/worker/${instance}` }
    expect(eventsOf(record({ userIdentity: named }))[0]).not.toHaveProperty('workload_id')
    const delivered = { ...named, sessionContext: { ...named.sessionContext, ec2RoleDelivery: '2.0' } }
    expect(eventsOf(record({ userIdentity: delivered }))[0]).toMatchObject({
      workload_id: instance,
      workload_kind: 'vm',
    })
  })
})

describe('CloudTrail: an issuance', () => {
  test('by AssumeRole has the role without path, an expiry and the caller key as parent, beside the use', () => {
    const [use, issued] = eventsOf(assumeRole())
    expect(use).toMatchObject({
      type: 'credential.used',
      credential_id: DEPLOYER.accessKeyId,
      credential_kind: 'api_key',
    })
    expect(issued).toMatchObject({
      type: 'credential.issued',
      outcome: 'ok',
      credential_id: 'ASIAEXAMPLE0000000001',
      identity: WORKER,
      not_after: toMillis(parseRfc3339('2026-03-01T11:00:00Z') ?? 0n),
      parent_id: DEPLOYER.accessKeyId,
      parent_issuer: 'aws',
      delegation: 'assume_role',
    })
    expect(issued?.attributes).toMatchObject({ 'aws.session.name': 'night-run' })
    expect(issued).not.toHaveProperty('platform')
  })

  test('speaks for the same identity as the uses of its key', () => {
    const used = eventsOf(record({ userIdentity: WORKER_SESSION }))[0]
    expect(eventsOf(assumeRole())[1]?.identity).toBe(used?.identity)
  })

  test.each(['GetSessionToken', 'GetFederationToken'])('by %s speaks for the user who called', (eventName) => {
    expect(eventsOf(assumeRole({ eventName, requestParameters: null }))[1]).toMatchObject({
      identity: 'arn:aws:iam::111122223333:user/deployer',
      parent_id: DEPLOYER.accessKeyId,
      delegation: 'exchange',
    })
  })

  test('by AssumeRoot speaks for the root of the account that was asked for', () => {
    const raw = assumeRole({ eventName: 'AssumeRoot', requestParameters: { targetPrincipal: '444455556666' } })
    expect(eventsOf(raw)[1]?.identity).toBe('arn:aws:iam::444455556666:root')
  })

  test('by EC2 belongs to the instance; by anybody else who names a session so it does not', () => {
    const requestParameters = { roleArn: 'arn:aws:iam::111122223333:role/worker', roleSessionName: instance }
    const [issued] = eventsOf(
      assumeRole({ userIdentity: EC2, sourceIPAddress: 'ec2.amazonaws.com', requestParameters }),
    )
    expect(issued).toMatchObject({ workload_id: instance, workload_kind: 'vm' })
    expect(issued).not.toHaveProperty('parent_id')
    expect(issued).not.toHaveProperty('platform')
    expect(eventsOf(assumeRole({ requestParameters }))[1]).not.toHaveProperty('workload_id')
  })

  test('for a service-linked role is the platform’s', () => {
    const requestParameters = {
      roleArn: 'arn:aws:iam::111122223333:role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS',
    }
    const [issued] = eventsOf(
      assumeRole({ userIdentity: { ...EC2, invokedBy: 'rds.amazonaws.com' }, requestParameters }),
    )
    expect(issued).toMatchObject({ platform: true, identity: 'arn:aws:iam::111122223333:role/AWSServiceRoleForRDS' })
  })

  test('that a service makes for a caller has no parent: nobody holds the key in between', () => {
    const issued = eventsOf(assumeRole({ userIdentity: { ...WORKER_SESSION, invokedBy: 'glue.amazonaws.com' } }))[1]
    expect(issued).toMatchObject({ type: 'credential.issued' })
    expect(issued).not.toHaveProperty('parent_id')
  })

  test('that was refused is a use and no more', () => {
    const events = eventsOf(assumeRole({ errorCode: 'AccessDenied', requestParameters: null, responseElements: null }))
    expect(events.map((event) => [event.type, event.outcome])).toEqual([['credential.used', 'denied']])
  })

  test('with a placeholder for a key makes no credential', () => {
    const responseElements = { credentials: { accessKeyId: 'REDACTED', expiration: 'Mar 1, 2026, 11:00:00 AM' } }
    expect(reasonOf(assumeRole({ userIdentity: EC2, responseElements }))).toBe(
      'ignored: names no credential or instance',
    )
  })

  test('with an expiration that is no time has an unknown expiry, and says so', () => {
    const responseElements = { credentials: { accessKeyId: 'ASIAEXAMPLE0000000002', expiration: 'tomorrow' } }
    const { events, warnings } = translated(assumeRole({ responseElements }))
    expect(events[1]).not.toHaveProperty('not_after')
    expect(warnings).toEqual(['the expiration of an issued key is missing or not a time: its expiry is unknown'])
  })

  test.each([
    ['arn:aws-cn:iam::111122223333:role/worker', 'aws-cn'],
    ['arn:aws-us-gov:iam::111122223333:role/worker', 'aws-us-gov'],
  ])('takes its issuer from the partition of %s', (roleArn, issuer) => {
    expect(eventsOf(assumeRole({ userIdentity: EC2, requestParameters: { roleArn } }))[0]?.issuer).toBe(issuer)
  })
})

describe('CloudTrail: a long-term key', () => {
  const accessKey = { accessKeyId: 'AKIAEXAMPLE0000000009', status: 'Active' }

  test('is issued to the user whom the answer names, without parent or expiry', () => {
    const issued = eventsOf(
      iam('CreateAccessKey', { responseElements: { accessKey: { ...accessKey, userName: 'backup' } } }),
    )[1]
    expect(issued).toMatchObject({
      credential_id: accessKey.accessKeyId,
      credential_kind: 'api_key',
      identity: 'arn:aws:iam::111122223333:user/backup',
      attributes: { 'aws.issued_by': 'arn:aws:iam::111122223333:user/deployer' },
    })
    for (const absent of ['parent_id', 'not_after', 'delegation']) expect(issued).not.toHaveProperty(absent)
  })

  test('is the caller’s own where nobody is named', () => {
    const root = { type: 'Root', arn: 'arn:aws:iam::111122223333:root', accountId: '111122223333' }
    const [issued] = eventsOf(iam('CreateAccessKey', { userIdentity: root, responseElements: { accessKey } }))
    expect(issued?.identity).toBe('arn:aws:iam::111122223333:root')
  })

  test('is revoked by DeleteAccessKey, and by a failed one it is not', () => {
    const requestParameters = { userName: 'backup', accessKeyId: 'AKIAEXAMPLE0000000009' }
    const revoked = eventsOf(iam('DeleteAccessKey', { requestParameters, responseElements: null }))[1]
    expect(revoked).toMatchObject({ type: 'credential.revoked', outcome: 'ok', credential_id: 'AKIAEXAMPLE0000000009' })
    expect(
      eventsOf(iam('DeleteAccessKey', { requestParameters, errorCode: 'NoSuchEntityException' }))[1]?.outcome,
    ).toBe('failed')
  })

  test.each(['UpdateAccessKey', 'DeleteUser', 'DeleteRole'])('is not revoked by %s', (eventName) => {
    const requestParameters = { userName: 'backup', accessKeyId: 'AKIAEXAMPLE0000000009', status: 'Inactive' }
    expect(eventsOf(iam(eventName, { requestParameters })).map((event) => event.type)).toEqual(['credential.used'])
  })
})

describe('CloudTrail: an instance', () => {
  const responseElements = {
    instancesSet: { items: [{ instanceId: instance }, { instanceId: 'i-0fedcba9876543210' }] },
  }

  test('starts and ends with each item of EC2’s answers, whoever asked', () => {
    const ended = eventsOf(ec2('TerminateInstances', { responseElements }))
    expect(ended.map((event) => event.workload_id)).toEqual([undefined, instance, 'i-0fedcba9876543210'])
    expect(ended[1]).toMatchObject({ type: 'workload.ended', outcome: 'ok', workload_kind: 'vm' })
    const byService = { userIdentity: { invokedBy: 'autoscaling.amazonaws.com' }, responseElements }
    expect(eventsOf(ec2('RunInstances', byService)).map((event) => event.type)).toEqual([
      'workload.started',
      'workload.started',
    ])
  })

  test('does not end by being stopped, by a refused request, nor by one without an answer', () => {
    expect(typesOf(ec2('StopInstances', { responseElements }))).toEqual(['credential.used'])
    expect(typesOf(ec2('TerminateInstances', { errorCode: 'Client.UnauthorizedOperation', responseElements }))).toEqual(
      ['credential.used'],
    )
    expect(typesOf(ec2('TerminateInstances', { requestParameters: responseElements }))).toEqual(['credential.used'])
  })
})

describe('CloudTrail: a record', () => {
  test('has the event’s id as its own, and none where that is missing or a placeholder', () => {
    expect(translated(record({})).id).toEqual(['00000000-0000-4000-8000-000000000001'])
    for (const eventID of [undefined, null, '', '1111']) {
      const { id, events } = translated(record({ eventID }))
      expect(id).toEqual([])
      expect(events[0]).not.toHaveProperty('record_id')
    }
  })

  test('is the same from a file, from LookupEvents and from EventBridge', () => {
    const plain = record({})
    const looked = { EventId: 'x', EventName: 'GetObject', CloudTrailEvent: JSON.stringify(plain) }
    const bus = { version: '0', id: 'y', source: 'aws.s3', 'detail-type': 'AWS API Call via CloudTrail', detail: plain }
    for (const carried of [looked, bus]) {
      expect(recogniseRecord(carried)).toBe(cloudtrail)
      expect(translated(carried)).toEqual(translated(plain))
    }
  })

  test('without a time is rejected, an exported one without zone is UTC', () => {
    expect(reasonOf(record({ eventTime: 'yesterday' }))).toBe('rejected: eventTime is not a time')
    expect(eventsOf(record({ eventTime: '2026-03-01 10:00:00.000000000' }))[0]?.time).toBe(
      eventsOf(record({}))[0]?.time,
    )
    expect(reasonOf(record({ eventTime: 5 }))).toBe(
      'rejected: not a CloudTrail record: a field is missing or of another type',
    )
  })

  test('whose answer is withheld or of another shape is still a use', () => {
    expect(
      eventsOf(record({ requestParameters: 'HIDDEN_DUE_TO_SECURITY_REASONS', responseElements: [1] })),
    ).toHaveLength(1)
  })

  test('with __proto__ as a key changes nothing but itself', () => {
    const hostile: unknown = JSON.parse(
      `{"__proto__":{"polluted":1},"constructor":1,${JSON.stringify(record({})).slice(1)}`,
    )
    expect(eventsOf(hostile)).toEqual(eventsOf(record({})))
    expect({}).not.toHaveProperty('polluted')
  })

  test('that names no key is ignored', () => {
    const login = record({ eventName: 'ConsoleLogin', userIdentity: { ...DEPLOYER, accessKeyId: undefined } })
    expect(reasonOf(login)).toBe('ignored: names no credential or instance')
    expect(reasonOf(record({ userIdentity: null }))).toBe('ignored: names no credential or instance')
  })
})

describe('CloudTrail: what looks alike is named', () => {
  test.each<[string, object]>([
    [
      'ignored: a CloudTrail digest file',
      { awsAccountId: '1', digestStartTime: 'x', logFiles: [], digestS3Object: 'y' },
    ],
    ['ignored: a CloudTrail Insights event', { eventVersion: '1.07', eventID: 'x', insightDetails: {} }],
    [
      'ignored: an S3 notification',
      { eventVersion: '2.1', eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3: {} },
    ],
    ['ignored: an S3 notification', { s3Bucket: 'logs', s3ObjectKey: ['a.json.gz'] }],
    [
      'rejected: an SNS notification',
      { Type: 'Notification', TopicArn: 'arn:aws:sns:::x', Message: '{"s3Bucket":"logs"}' },
    ],
    ['rejected: an SQS message', { messageId: 'x', receiptHandle: 'y', body: '{}', eventSource: 'aws:sqs' }],
    ['rejected: a CloudWatch Logs batch', { messageType: 'DATA_MESSAGE', logEvents: [] }],
    ['rejected: a CloudTrail record wrapped', { rule: 'X', expected: true, log: record({}) }],
    ['rejected: a CloudTrail record wrapped', { message: JSON.stringify(record({})) }],
  ])('%s', (reason, raw) => {
    expect(recogniseRecord(raw)).toBe(cloudtrail)
    expect(reasonOf(raw)).toContain(reason)
  })

  test.each([null, 5, 'text', [], {}, { kind: 'Event', auditID: 'x', verb: 'create' }, { type: 'request', auth: {} }])(
    'another vendor’s record is not ours (%#)',
    (raw) => {
      expect(recogniseRecord(raw)).toBeNull()
      expect(cloudtrail.translate(raw).kind).toBe('rejected')
    },
  )
})
