import { formatRfc3339 } from '../../schemas/time.ts'
import type { Message } from '../message.ts'
import { headline } from './text.ts'

/**
 * What a service is asked that revokes credentials, by Standard Webhooks' form of a payload (type, timestamp, data): which one, of whose issuer, and
 * why. Its id is the message's, the same at each attempt: who is asked twice revokes once.
 */
export function revocationRequest({ alert, occasion, at }: Message): object {
  const { id, tenant, rule, issuer, subject, identity, owner, workload, environment, severity } = alert
  return {
    type: 'credential.revoke',
    timestamp: formatRfc3339(at),
    data: {
      credential: { issuer, id: subject },
      reason: headline(alert, occasion),
      finding: { id, rule, severity },
      tenant,
      identity,
      owner,
      workload,
      environment,
    },
  }
}
