import { NEVER } from '../schemas/time.ts'
import type { Alert } from './alert.ts'
import type { Group, Message } from './message.ts'

/** When the tests' findings are. */
export const AT = Date.UTC(2026, 0, 1)

/** A finding of a token that outlives its pod, as far as a test says nothing else of it. */
export const alertOf = (said: Partial<Alert> = {}): Alert => ({
  id: 'a'.repeat(32),
  hash: 'hash-1',
  version: 1,
  tenant: 'default',
  rule: 'L01',
  kind: 'credential',
  issuer: 'https://broker.example',
  subject: 'jti-1',
  appears: AT,
  since: AT - 60_000,
  until: NEVER,
  severity: 'high',
  retracted: false,
  identity: 'spiffe://example.org/checkout',
  owner: 'team-payments',
  ownerSince: 0,
  workload: 'pod-1',
  chainRoot: '',
  environment: 'production',
  trustDomain: 'example.org',
  policyVersion: 'p',
  ...said,
})

/** A message of one finding that is open, as far as a test says nothing else of it. */
export const messageOf = (said: Partial<Message> = {}): Message => ({
  id: 'msg_1',
  endpoint: 'hook',
  occasion: 'opened',
  alert: alertOf(),
  group: null,
  at: AT,
  attempts: 0,
  ...said,
})

/** Three findings that were found together, one of which is over. */
export const groupOf = (said: Partial<Group> = {}): Group => ({
  id: `grp_${'b'.repeat(32)}`,
  common: [
    ['owner', 'team-payments'],
    ['chain_root', ''],
  ],
  members: [
    { occasion: 'opened', alert: alertOf({ severity: 'critical' }) },
    { occasion: 'opened', alert: alertOf({ id: 'c'.repeat(32), subject: 'jti-2' }) },
    { occasion: 'closed', alert: alertOf({ id: 'd'.repeat(32), subject: 'jti-3', until: AT - 1 }) },
  ],
  counts: { opened: 2, closed: 1 },
  open: 2,
  ...said,
})
