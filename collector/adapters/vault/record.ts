import { z } from 'zod'

/** What does not fit is as good as not there: the rest of the entry still tells something. */
const part = <T extends z.ZodType>(schema: T) => schema.nullish().catch(null)
const text = part(z.string())

const Metadata = z.object({
  username: text,
  role_name: text,
  service_account_name: text,
  service_account_namespace: text,
})

const Auth = z.object({
  accessor: text,
  client_token: text,
  display_name: text,
  entity_id: text,
  token_type: text,
  token_ttl: part(z.number()),
  lease_duration: part(z.number()),
  token_issue_time: text,
  num_uses: part(z.number()),
  policies: part(z.array(z.string())),
  metadata: part(Metadata),
})
export type Auth = z.infer<typeof Auth>

const RequestData = z.object({ accessor: text, token: text, lease_id: text, no_parent: part(z.boolean()) })

const Request = z.object({
  id: text,
  operation: z.string(),
  path: z.string(),
  client_token: text,
  client_token_accessor: text,
  mount_point: text,
  mount_type: text,
  namespace: part(z.object({ path: text })),
  remote_address: text,
  data: part(RequestData),
})

const Response = z.object({
  auth: part(Auth),
  secret: part(z.object({ lease_id: text })),
  data: z.unknown().optional(),
})

/** What is read of an audit device's entry; all else in it is dropped here. */
export const Entry = z.object({
  type: z.enum(['request', 'response']),
  time: text,
  error: text,
  auth: part(Auth),
  request: Request,
  response: part(Response),
})
export type Entry = z.infer<typeof Entry>
