import { Webhook } from 'standardwebhooks'

/**
 * The headers of Standard Webhooks: the same id at each attempt, and a signature under each secret, so that one can be replaced while both are good.
 * The time is that of the attempt.
 */
export function signatureHeaders(
  id: string,
  at: Date,
  body: string,
  secrets: readonly string[],
): Record<string, string> {
  const signatures = secrets.map((secret) => new Webhook(secret).sign(id, at, body))
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': signatures.join(' '),
  }
}
