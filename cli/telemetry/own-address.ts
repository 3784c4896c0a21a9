import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' }

/** Addresses at which this machine reaches itself; "any" is one of them. */
const HERE = new BlockList()
HERE.addSubnet('127.0.0.0', 8, 'ipv4')
HERE.addSubnet('0.0.0.0', 8, 'ipv4')
HERE.addAddress('::1', 'ipv6')
HERE.addAddress('::', 'ipv6')

/** Whether an address leads to one of those at which this very process listens, by whatever name of this machine. */
export async function isOwn(address: string, own: readonly string[]): Promise<boolean> {
  const { hostname, port, protocol } = new URL(address)
  const wanted = port || DEFAULT_PORTS[protocol]
  if (!own.some((each) => new URL(each).port === wanted)) return false
  const host = hostname.replace(/^\[|\]$|\.$/g, '')
  const found =
    isIP(host) === 0 ? await lookup(host, { all: true }).catch(() => []) : [{ address: host, family: isIP(host) }]
  return found.some(({ address: each, family }) => HERE.check(each, family === 6 ? 'ipv6' : 'ipv4'))
}
