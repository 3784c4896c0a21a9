import type { ConnectOptions } from '../../clickhouse/client.ts'
import type { Config } from '../../schemas/config.ts'

/**
 * How to speak to the user's own ClickHouse; null where none is named. A user and a password that stand in the address are taken out of
 * it, for addresses are shown and written down; what is said beside it goes before them.
 */
export function accessOf({ url, user, password }: Config['clickhouse']): ConnectOptions | null {
  if (url === undefined) return null
  const address = new URL(url)
  return {
    url: address.origin,
    user: user ?? (plain(address.username) || 'default'),
    password: password ?? plain(address.password),
  }
}

function plain(encoded: string): string {
  try {
    return decodeURIComponent(encoded)
  } catch {
    return encoded
  }
}
