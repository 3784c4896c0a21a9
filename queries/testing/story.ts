import type { ToldEvent } from './events.ts'
import type { ToldNotification } from './notifications.ts'

/** The day of the story. */
export const at = (clock: string) => Date.parse(`2023-07-10T${clock}Z`)

export const ROLE = 'arn:aws:iam::123837392027:role/app'
const sts = { issuer: 'aws', credential_kind: 'sts_session' } as const
const chained = (parent: string, id: string, role: string, clock: string): ToldEvent => ({
  ...sts,
  type: 'credential.issued',
  at: at(clock),
  credential_id: id,
  identity: `arn:aws:iam::1:role/${role}`,
  parent_id: parent,
  parent_issuer: 'aws',
  delegation: 'assume_role',
  not_after: at('20:00:00'),
})

/** An instance is terminated and its keys live on; one is used; a chain of four; an owner leaves; a role is deleted. */
export const STORY: readonly ToldEvent[] = [
  { type: 'workload.started', at: at('11:50:00'), workload_id: 'i-1', workload_kind: 'vm' },
  {
    ...sts,
    type: 'credential.issued',
    at: at('11:55:22'),
    credential_id: 'ASIA1',
    not_after: at('18:30:22'),
    workload_id: 'i-1',
    workload_kind: 'vm',
    identity: ROLE,
  },
  { ...sts, type: 'credential.used', at: at('11:57:22'), credential_id: 'ASIA1', identity: ROLE },
  { ...sts, type: 'credential.used', at: at('12:07:39'), credential_id: 'ASIA1', identity: ROLE },
  {
    ...sts,
    type: 'credential.issued',
    at: at('12:00:00'),
    credential_id: 'ASIA2',
    not_after: at('12:10:00'),
    workload_id: 'i-1',
    workload_kind: 'vm',
    identity: ROLE,
  },
  {
    ...sts,
    type: 'credential.used',
    at: at('12:30:00'),
    credential_id: 'ASIA2',
    identity: ROLE,
    record_id: 'request-1',
    attributes: { 'credential.use.action': 's3:GetObject', 'client.address': '=cmd()' },
  },
  // The answer to that request, in a line of its own: no second use.
  { ...sts, type: 'credential.used', at: at('12:30:00'), credential_id: 'ASIA2', record_id: 'request-1' },
  { type: 'workload.ended', at: at('12:08:06'), workload_id: 'i-1' },
  {
    type: 'credential.used',
    at: at('12:12:06'),
    issuer: 'aws',
    credential_id: 'AKIA1',
    credential_kind: 'api_key',
    identity: 'arn:aws:iam::1:user/alice',
    attributes: { 'credential.use.action': 'iam:DeleteRole', 'credential.use.target': ROLE },
  },
  chained('AKIA1', 'ASIA3', 'b', '13:00:00'),
  chained('ASIA3', 'ASIA4', 'c', '13:05:00'),
  chained('ASIA4', 'ASIA5', 'd', '13:10:00'),
  { type: 'owner.assigned', at: at('00:00:00') - 86_400_000, identity: ROLE, owner_id: 'bob', owner_kind: 'person' },
  { type: 'owner.assigned', at: at('00:00:00'), identity: 'arn:aws:iam::1:user/alice', owner_id: 'alice' },
  { type: 'owner.departed', at: at('14:00:00'), owner_id: 'alice' },
]

/** Each session was told of when the instance had ended, some twice. */
export const TOLD: readonly ToldNotification[] = ['ASIA1', 'ASIA2', 'ASIA3', 'ASIA4', 'ASIA5', 'ASIA1', 'AKIA1'].map(
  (subject_id, n) => ({ at: at('12:09:00') + n, issuer: 'aws', subject_id, owner: 'bob' }),
)
