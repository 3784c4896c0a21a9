import type { Answerer } from '../server.ts'
import { jwtOf } from './jwt.ts'

const SESSIONS: Readonly<Record<string, string>> = {
  AssumeRole: 'ASIAASSUMEDROLE00001',
  AssumeRoleWithWebIdentity: 'ASIAWEBIDENTITY00001',
  GetSessionToken: 'ASIASESSIONTOKEN0001',
}
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
const END = '2100-01-01T00:00:00Z'

const sts = (action: string, id: string) => `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<${action}Result><Credentials><AccessKeyId>${id}</AccessKeyId><SecretAccessKey>${SECRET}</SecretAccessKey>
<SessionToken>session-token-of-${id}</SessionToken><Expiration>${END}</Expiration></Credentials>
${action.startsWith('Assume') ? `<AssumedRoleUser><AssumedRoleId>AROA1:run</AssumedRoleId><Arn>arn:aws:sts::123456789012:assumed-role/deploy/run</Arn></AssumedRoleUser>` : ''}
</${action}Result><ResponseMetadata><RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId></ResponseMetadata></${action}Response>`

const error = (code: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>no</Message><RequestId>1</RequestId></Error>`

const BUCKETS = `<?xml version="1.0" encoding="UTF-8"?><ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Owner><ID>1</ID></Owner><Buckets></Buckets></ListAllMyBucketsResult>`

/** STS, S3, and a container's credentials. */
export const aws: Answerer = ({ path, body, headers }) => {
  if (path.startsWith('/container')) {
    const AccessKeyId = path.endsWith('/chain') ? 'ASIADEFAULTCHAIN0001' : 'ASIACONTAINER0000001'
    const Token = `session-token-of-${AccessKeyId}`
    return {
      body: { AccessKeyId, SecretAccessKey: SECRET, Token, Expiration: END, RoleArn: 'arn:aws:iam::1:role/task' },
    }
  }
  if (path.startsWith('/bucket')) {
    const isOld = headers.authorization?.includes('ASIASESSIONTOKEN0001') === true
    return isOld ? { status: 400, body: error('ExpiredToken') } : { status: 403, body: error('AccessDenied') }
  }
  const action = new URLSearchParams(body).get('Action')
  if (action === null) return { body: BUCKETS }
  const id = SESSIONS[action]
  return id === undefined ? null : { body: sts(action, id) }
}

/** What a workload would show to `AssumeRoleWithWebIdentity`. */
export const WEB_IDENTITY = jwtOf({ iss: 'https://idp.example', sub: 'job', jti: 'web-identity' })
