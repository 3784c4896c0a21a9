import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Range = readonly [Address, number]

/** What nobody's receiver may be in, unless it is allowed: all but global unicast (IANA's special-purpose registries; faults: F35). */
const CLOSED: readonly Range[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '5f00::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
].map(rangeOf)
/** Of IPv6 that alone is global unicast today (RFC 4291, 2.4; IANA). */
const GLOBAL_UNICAST = rangeOf('2000::/3')

/** Addresses that are let through beside those of the whole world: ranges such as `10.1.0.0/16`. */
export type Allowed = readonly Range[]

/** Ranges as they are written. Throws an Error where one is none. */
export function allowedOf(ranges: readonly string[]): Allowed {
  return ranges.map(rangeOf)
}

/** A range, `10.0.0.0/8`, or one address. Throws an Error where the text is neither. */
function rangeOf(text: string): Range {
  const range = text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`
  try {
    return ipaddr.parseCIDR(range)
  } catch {
    throw new Error(`alerts.allow: ${text} is no range of addresses: one looks like 10.1.0.0/16`)
  }
}

/** Whether something may be sent to an address, as the system has it (no names, no short forms). */
export function isReachable(text: string, allowed: Allowed = []): boolean {
  const address = addressOf(text)
  if (address === null) return false
  if (allowed.some((range) => within(address, range))) return true
  if (CLOSED.some((range) => within(address, range))) return false
  return address.kind() === 'ipv4' || within(address, GLOBAL_UNICAST)
}

/** An IPv4 address in the clothes of IPv6 is judged as what it is. */
function addressOf(text: string): Address | null {
  if (!ipaddr.IPv4.isValidFourPartDecimal(text) && !ipaddr.IPv6.isValid(text)) return null
  const address = ipaddr.parse(text)
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() ? address.toIPv4Address() : address
}

function within(address: Address, [base, bits]: Range): boolean {
  return address.kind() === base.kind() && address.match(base, bits)
}
