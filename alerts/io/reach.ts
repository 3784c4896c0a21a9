import { lookup } from 'node:dns'
import { isIP, type LookupFunction, type Socket } from 'node:net'
import { isReachable, type Allowed } from '../delivery/addresses.ts'

/** A receiver that must not be reached, or is none. Its message names an address at the most, and nothing of a URL. */
export class Refused extends Error {
  readonly code = 'REFUSED'
}

const refusal = (address: string) =>
  new Refused(`${address} is not reached: it is no address of the world's (alerts.allow)`)

/** The host of a URL as sockets want it: an IPv6 address has no brackets there. */
export const hostOf = (hostname: string): string => hostname.replace(/^\[(.*)\]$/, '$1')

/** Why a host is not to be connected to; null where it is a name, which is looked at when it is resolved. */
export const refusalOf = (host: string, allowed: Allowed): Refused | null =>
  isIP(host) === 0 || isReachable(host, allowed) ? null : refusal(host)

/** Why nothing is to be sent to whom a socket reached; null where it may. */
export function refusalOfPeer({ remoteAddress = '' }: Socket, allowed: Allowed): Refused | null {
  return isReachable(remoteAddress, allowed) ? null : refusal(remoteAddress)
}

/** Resolves a name once, to addresses that all may be reached. */
export function lookingAt(allowed: Allowed): LookupFunction {
  return (name, options, callback) => {
    lookup(name, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, [])
      const strange = found.find(({ address }) => !isReachable(address, allowed))
      if (strange !== undefined) return callback(refusal(strange.address), [])
      callback(null, options.all === true ? found : found[0]!.address, found[0]?.family)
    })
  }
}

/** Why an attempt failed: the code of an error, or its name, for a message may quote what was sent. */
export function said(error: unknown): string {
  if (error instanceof Refused) return error.message
  const { code, name } = error as { readonly code?: string; readonly name?: string }
  return code ?? name ?? 'it failed'
}
