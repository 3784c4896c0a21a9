import type { ToldEvent } from './events.ts'

const at = (clock: string, day = '2026-03-02') => Date.parse(`${day}T${clock}Z`)
const ARN = 'arn:aws:iam::111122223333'

/** How much later than it happened each source tells. */
const DELAY_MS: Readonly<Record<string, number>> = { 'prod-cluster': 2_000, cloudtrail: 600_000, otlp: 500, vault: 40 }

type Said = Omit<ToldEvent, 'source' | 'at' | 'type'>
type Teller = (type: ToldEvent['type'], when: number, said: Said) => ToldEvent

function teller(source: string, common: Said = {}): Teller {
  return (type, when, said) => ({
    ...common,
    ...said,
    source,
    type,
    at: when,
    receivedAt: when + (DELAY_MS[source] ?? 0),
  })
}

const owners = teller('owners')
const cluster = teller('prod-cluster', { issuer: 'k8s:prod-cluster', credential_kind: 'kubernetes_token' })
const pods = teller('prod-cluster', { workload_kind: 'pod' })
const ci = teller('otlp', { issuer: 'https://ci.example', credential_kind: 'jwt' })
const runs = teller('otlp', { workload_kind: 'ci_job' })
const sts = teller('cloudtrail', { issuer: 'aws', credential_kind: 'sts_session' })
const keys = teller('cloudtrail', { issuer: 'aws', credential_kind: 'api_key', identity: `${ARN}:user/backup` })
const tokens = teller('vault', { issuer: 'vault:vault', credential_kind: 'vault_token' })
const leases = teller('vault', { issuer: 'vault:vault', credential_kind: 'vault_lease' })

const from = (address: string, action: string, target?: string) => ({
  attributes: {
    'client.address': address,
    'credential.use.action': action,
    ...(target === undefined ? {} : { 'credential.use.target': target }),
  },
})

const OWNERS = [
  owners('owner.assigned', at('00:00:00', '2026-02-01'), {
    identity: 'system:serviceaccount:shop:checkout',
    owner_id: 'shop-team',
    owner_kind: 'team',
  }),
  ...['role/deploy', 'role/release', 'role/admin'].map((name) =>
    owners('owner.assigned', at('00:00:00', '2026-02-01'), {
      identity: `${ARN}:${name}`,
      owner_id: 'mia',
      owner_kind: 'person',
    }),
  ),
  owners('owner.assigned', at('00:00:00', '2026-01-01'), {
    identity: `${ARN}:user/backup`,
    owner_id: 'noah',
    owner_kind: 'person',
  }),
  owners('owner.departed', at('11:00:00'), { owner_id: 'noah' }),
]

const checkout = { credential_id: 'token-checkout-1', identity: 'system:serviceaccount:shop:checkout' }

/** A use that is delivered twice. */
const AGAIN = cluster('credential.used', at('08:20:00'), {
  ...checkout,
  record_id: 'audit-820',
  ...from('10.0.3.7', 'list', 'secrets'),
})

const CLUSTER = [
  pods('workload.started', at('08:00:00'), { workload_id: 'pod-checkout-1' }),
  cluster('credential.issued', at('08:00:05'), {
    ...checkout,
    workload_id: 'pod-checkout-1',
    not_after: at('20:00:05'),
    privilege: 2,
    prod: true,
  }),
  cluster('credential.used', at('08:05:00'), { ...checkout, ...from('10.0.3.7', 'get', 'secrets') }),
  AGAIN,
  AGAIN,
  pods('workload.ended', at('08:40:00'), { workload_id: 'pod-checkout-1' }),
  cluster('credential.used', at('09:30:00'), { ...checkout, ...from('203.0.113.9', 'get', 'secrets') }),
  pods('workload.started', at('08:41:00'), { workload_id: 'pod-checkout-2' }),
  cluster('credential.issued', at('08:41:05'), {
    credential_id: 'token-checkout-2',
    identity: 'system:serviceaccount:shop:checkout',
    workload_id: 'pod-checkout-2',
  }),
]

const session = (id: string, role: string, when: number, parent: string, more: Said = {}) =>
  sts('credential.issued', when, {
    credential_id: id,
    identity: `${ARN}:role/${role}`,
    parent_id: parent,
    parent_issuer: 'aws',
    delegation: 'assume_role',
    not_after: when + 3_600_000,
    ...more,
  })

const PIPELINE = [
  runs('workload.started', at('09:00:00'), { workload_id: 'run-812' }),
  ci('credential.issued', at('09:00:10'), {
    credential_id: 'run-812-token',
    identity: 'repo:shop/deploy',
    workload_id: 'run-812',
    not_after: at('09:15:10'),
  }),
  ci('credential.used', at('09:00:19'), { credential_id: 'run-812-token', presenter_id: 'run-812' }),
  session('ASIAEXAMPLEDEPLOY', 'deploy', at('09:00:20'), 'run-812-token', { parent_issuer: 'https://ci.example' }),
  session('ASIAEXAMPLERELEASE', 'release', at('09:01:00'), 'ASIAEXAMPLEDEPLOY'),
  session('ASIAEXAMPLEADMIN', 'admin', at('09:02:00'), 'ASIAEXAMPLERELEASE', { privilege: 3, prod: true }),
  sts('credential.used', at('09:03:00'), {
    credential_id: 'ASIAEXAMPLEADMIN',
    identity: `${ARN}:role/admin`,
    ...from('198.51.100.7', 'iam:DeleteRole', `${ARN}:role/deploy`),
  }),
  sts('credential.used', at('09:04:00'), {
    credential_id: 'ASIAEXAMPLEDEPLOY',
    identity: `${ARN}:role/deploy`,
    outcome: 'denied',
    ...from('198.51.100.7', 's3:GetObject'),
  }),
  runs('workload.ended', at('09:05:00'), { workload_id: 'run-812' }),
]

const reporting = { credential_id: 'accessor-reporting' }

const VAULT = [
  tokens('credential.issued', at('10:00:00'), {
    ...reporting,
    identity: 'auth/approle/reporting',
    parent_id: 'accessor-bootstrap',
    parent_issuer: 'vault:vault',
    delegation: 'login',
    not_after: at('18:00:00'),
    renewable: true,
  }),
  leases('credential.issued', at('10:01:00'), {
    credential_id: 'database/creds/report/1',
    identity: 'auth/approle/reporting',
    parent_id: 'accessor-reporting',
    parent_issuer: 'vault:vault',
    delegation: 'mint',
    not_after: at('11:01:00'),
  }),
  tokens('credential.used', at('10:02:00'), { ...reporting, ...from('10.0.5.4', 'read', 'secret/data/report') }),
  leases('credential.revoked', at('10:29:00'), {
    credential_id: 'database/creds/report/1',
    outcome: 'failed',
    attributes: { 'error.type': 'timeout' },
  }),
  tokens('credential.revoked', at('10:30:00'), reporting),
  tokens('credential.used', at('10:45:00'), { ...reporting, ...from('10.0.5.4', 'read', 'secret/data/report') }),
  tokens('credential.issued', at('12:00:00'), {
    credential_id: 'accessor-idle',
    identity: 'auth/approle/reporting',
    not_after: at('12:00:00', '2026-03-03'),
  }),
]

const backup = { credential_id: 'AKIAEXAMPLEBACKUP' }
const retired = { credential_id: 'AKIAEXAMPLERETIRED' }
const spare = { credential_id: 'AKIAEXAMPLESPARE' }

const BACKUP = [
  keys('credential.issued', at('09:00:00', '2026-01-15'), { ...backup, privilege: 2 }),
  keys('credential.used', at('02:00:00', '2026-03-01'), { ...backup, ...from('192.0.2.20', 's3:PutObject') }),
  keys('credential.used', at('02:00:00', '2026-03-03'), { ...backup, ...from('192.0.2.20', 's3:PutObject') }),
  keys('credential.issued', at('09:00:00', '2026-01-10'), retired),
  keys('credential.revoked', at('11:30:00'), retired),
  keys('credential.issued', at('09:00:00', '2026-01-20'), { ...spare, privilege: 1 }),
  keys('credential.revoked', at('14:30:00', '2026-03-03'), spare),
  keys('credential.used', at('11:40:00'), { ...retired, outcome: 'refused', ...from('192.0.2.20', 's3:ListBucket') }),
]

/** A pod's token, a pipeline's chain, a Vault token revoked in vain, access keys whose owner left: what the examples of the questions are asked of. */
export const EXAMPLE_STORY: readonly ToldEvent[] = [...OWNERS, ...CLUSTER, ...PIPELINE, ...VAULT, ...BACKUP]
