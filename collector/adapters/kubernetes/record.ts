import { z } from 'zod'

/** What does not fit is as good as not there: the rest of the record still tells something. */
const part = <T extends z.ZodType>(schema: T) => schema.nullish().catch(null)
const text = part(z.string())
/** The value of a key that may have several: of several, none. */
const single = part(z.tuple([z.string()]).transform(([value]) => value))

const User = z.object({
  username: text,
  extra: part(
    z.object({
      'authentication.kubernetes.io/credential-id': single,
      'authentication.kubernetes.io/pod-name': single,
      'authentication.kubernetes.io/pod-uid': single,
      'authentication.kubernetes.io/node-name': single,
    }),
  ),
})

const ObjectRef = z.object({
  resource: text,
  subresource: text,
  apiGroup: text,
  namespace: text,
  name: text,
  uid: text,
})

/** What is read of an audit event; all else in it is dropped here. Of the two objects only the schemas below read anything. */
export const Record = z.object({
  auditID: text,
  stage: z.string(),
  verb: z.string(),
  requestURI: text,
  user: part(User),
  impersonatedUser: part(z.object({ username: text })),
  sourceIPs: part(z.array(z.string())),
  userAgent: text,
  objectRef: part(ObjectRef),
  responseStatus: part(z.object({ code: part(z.number()), reason: text })),
  requestReceivedTimestamp: text,
  stageTimestamp: text,
  annotations: part(z.object({ 'authentication.kubernetes.io/issued-credential-id': text })),
  requestObject: z.unknown().optional(),
  responseObject: z.unknown().optional(),
})
export type Record = z.infer<typeof Record>

/** What is read of a pod in an answer. */
export const Pod = z.object({
  kind: z.literal('Pod'),
  metadata: z.object({ uid: text, namespace: text, name: text, deletionGracePeriodSeconds: part(z.number()) }),
  status: part(z.object({ phase: text, reason: text })),
})
export type Pod = z.infer<typeof Pod>

/** What is read of the answer to a request for a token: never the token. */
export const TokenRequest = z.object({
  kind: z.literal('TokenRequest'),
  spec: part(
    z.object({
      audiences: part(z.array(z.string())),
      boundObjectRef: part(z.object({ kind: text, name: text, uid: text })),
    }),
  ),
  status: part(z.object({ expirationTimestamp: text })),
})

/** What is read of the options of a delete. */
export const DeleteOptions = z.object({ dryRun: part(z.array(z.string())) })
