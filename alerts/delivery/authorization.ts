/**
 * How a receiver is shown who comes; nothing where it does not ask. What has a colon is a user and a password (RFC 7617), anything else a
 * bearer token, which has none (RFC 6750, 2.1).
 */
export function authorization(token: string): Readonly<Record<string, string>> {
  if (token === '') return {}
  return { authorization: token.includes(':') ? `Basic ${Buffer.from(token).toString('base64')}` : `Bearer ${token}` }
}
