import type { Detector, Surroundings } from './detector.ts'

/** Where Kubernetes mounts what a pod needs to speak to its API server. */
const MOUNTED = '/var/run/secrets/kubernetes.io/serviceaccount'
/** Under which the downward API is commonly given: no name is set by Kubernetes itself. */
const UID_VARIABLES = ['POD_UID', 'K8S_POD_UID', 'KUBERNETES_POD_UID', 'MY_POD_UID']
const NAME_VARIABLES = ['POD_NAME', 'K8S_POD_NAME', 'KUBERNETES_POD_NAME', 'MY_POD_NAME']
const NAMESPACE_VARIABLES = ['POD_NAMESPACE', 'K8S_NAMESPACE', 'K8S_POD_NAMESPACE', 'MY_POD_NAMESPACE']
const UID = /pods?[/-]?([0-9a-f]{8}[-_](?:[0-9a-f]{4}[-_]){3}[0-9a-f]{12})/

/** What a bound token says of its pod (Kubernetes: TokenRequest, from 1.21 on every mounted one). */
interface Claims {
  readonly namespace?: string
  readonly pod?: { readonly name?: string; readonly uid?: string }
  readonly serviceaccount?: { readonly name?: string }
}

/** A pod: by the downward API, by the claims of its mounted token, of which nothing but names is taken, or by what is mounted from its folder. */
export const kubernetes: Detector = (surroundings) => {
  const { env, read } = surroundings
  if (env['KUBERNETES_SERVICE_HOST'] === undefined) return null
  const claims = claimsOf(read(`${MOUNTED}/token`))
  const first = (names: readonly string[]) => names.map((name) => env[name]).find((value) => value !== undefined)
  return {
    'k8s.pod.uid': first(UID_VARIABLES) ?? claims.pod?.uid ?? mountedUid(surroundings),
    'k8s.pod.name': first(NAME_VARIABLES) ?? claims.pod?.name ?? env['HOSTNAME'],
    'k8s.namespace.name': first(NAMESPACE_VARIABLES) ?? claims.namespace ?? read(`${MOUNTED}/namespace`)?.trim(),
    'k8s.serviceaccount.name': env['POD_SERVICE_ACCOUNT'] ?? claims.serviceaccount?.name,
    'workload.kind': 'pod',
  }
}

function claimsOf(token: string | null): Claims {
  const payload = Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString()
  try {
    const said: { readonly 'kubernetes.io'?: Claims } = JSON.parse(payload)
    return said['kubernetes.io'] ?? {}
  } catch {
    return {}
  }
}

function mountedUid({ read }: Surroundings): string | undefined {
  return UID.exec(read('/proc/self/mountinfo') ?? '')?.[1]?.replaceAll('_', '-')
}
