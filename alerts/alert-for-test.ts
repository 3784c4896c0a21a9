import { NEVER } from '../schemas/time.ts'
import type { Alert } from './alert.ts'

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
  workload: 'pod-1',
  chainRoot: '',
  environment: 'production',
  trustDomain: 'example.org',
  policyVersion: 'p',
  ...said,
})
