import { z } from 'zod'

const text = z.string().nullish()

/** A part of the record whose shape is the service's own business: what does not fit is as good as not there. */
const part = <T extends z.ZodType>(schema: T) => schema.nullish().catch(null)

const SessionContext = z.object({
  sessionIssuer: part(z.object({ arn: text })),
  attributes: part(z.object({ creationDate: text })),
  ec2RoleDelivery: text,
})

const UserIdentity = z.object({
  arn: text,
  accountId: text,
  accessKeyId: text,
  invokedBy: text,
  sessionContext: part(SessionContext),
})

const RequestParameters = z.object({
  roleName: text,
  roleArn: part(z.string()),
  roleSessionName: part(z.string()),
  targetPrincipal: part(z.string()),
  userName: part(z.string()),
  accessKeyId: part(z.string()),
})

const ResponseElements = z.object({
  credentials: part(z.object({ accessKeyId: text, expiration: part(z.string()) })),
  assumedRoleUser: part(z.object({ arn: text })),
  accessKey: part(z.object({ accessKeyId: text, userName: text })),
  instancesSet: part(z.object({ items: part(z.array(z.object({ instanceId: text }))) })),
})

/** What is read of a CloudTrail record; all else in it is dropped here. */
export const Record = z.object({
  eventID: text,
  eventTime: z.string(),
  eventSource: z.string(),
  eventName: z.string(),
  awsRegion: text,
  sourceIPAddress: text,
  userAgent: text,
  errorCode: text,
  recipientAccountId: text,
  sharedEventID: text,
  userIdentity: UserIdentity.nullish(),
  requestParameters: part(RequestParameters),
  responseElements: part(ResponseElements),
  resources: part(z.array(z.object({ ARN: text }))),
})
export type Record = z.infer<typeof Record>
