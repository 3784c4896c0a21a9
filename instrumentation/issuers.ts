import { shared } from './shared.ts'

const VARIABLE = 'LIFESPAN_ISSUERS'

/** Sets who issues what is presented at a host (`vault.internal:8200`): `vault:prod`, `k8s:prod`, the `iss` of an identity provider. */
export function useIssuers(issuers: Readonly<Record<string, string>>): void {
  shared().issuers = new Map(Object.entries(issuers))
}

/** Who issues what is presented at a host, where the service or `LIFESPAN_ISSUERS` says so. */
export function issuerAt(host: string): string | undefined {
  const state = shared()
  state.issuers ??= new Map(Object.entries(pairsOf(process.env[VARIABLE] ?? '')))
  return state.issuers.get(host)
}

/** `key=value,…`, percent-encoded (OpenTelemetry: OTEL_RESOURCE_ATTRIBUTES); what is no such thing is passed over. */
export function pairsOf(said: string): Record<string, string> {
  const pairs = said.split(',').flatMap((pair) => {
    const at = pair.indexOf('=')
    return at <= 0 ? [] : [[pair.slice(0, at).trim(), decoded(pair.slice(at + 1).trim())]]
  })
  return Object.fromEntries(pairs) as Record<string, string>
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

/** The host, with its port, of an address; empty where it is none. */
export function hostOf(address: unknown): string {
  try {
    return new URL(String(address)).host
  } catch {
    return ''
  }
}
