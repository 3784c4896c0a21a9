import type { ConnectOptions } from '../../clickhouse/client.ts'

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
    const what = 'CLICKHOUSE_URL or clickhouse.url names it: is it up, and are user and password right?'
    throw new Error(`${reason}. ${what}`, { cause })
  }
}
