import type { ConnectOptions } from '../../clickhouse/client.ts'

/** The user's own ClickHouse, as the environment names it; null where it names none. Throws where the name is no address. */
export function foreignAccess(): ConnectOptions | null {
  const url = process.env['CLICKHOUSE_URL']
  if (url === undefined) return null
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new Error(`CLICKHOUSE_URL is ${JSON.stringify(url)}: an address looks like http://127.0.0.1:8123`)
  return {
    url,
    user: process.env['CLICKHOUSE_USER'] ?? 'default',
    password: process.env['CLICKHOUSE_PASSWORD'] ?? '',
  }
}

/** Host and port: what may be shown of an address. */
export function hostOf({ url }: ConnectOptions): string {
  return new URL(url).host
}

/** Speaks to the user's ClickHouse, and says where it does not answer or refuses whose it is and what to look at. */
export async function reaching<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    const reason = (cause as Error).message.replace(/^[a-z ]+: /, '').replace(/\.+$/, '')
    const what = 'CLICKHOUSE_URL names it: is it up, and are CLICKHOUSE_USER and CLICKHOUSE_PASSWORD right?'
    throw new Error(`${reason}. ${what}`, { cause })
  }
}
