import { fromJwt } from '../jwt.ts'
import { hostOf, issuerAt, pairsOf } from '../issuers.ts'
import { part, textIn, textsIn } from './any.ts'
import { handedOut } from './handed-out.ts'
import { observeMethod, type Hook, type Observer } from './observe.ts'

const NAMES = ['createNamespacedServiceAccountToken', 'createNamespacedServiceAccountTokenWithHttpInfo']

/** A cluster as the collector names it, `k8s:<cluster>`; undefined where nobody says which it is. */
function clusterAt(api: unknown): string | undefined {
  const cluster = pairsOf(process.env['OTEL_RESOURCE_ATTRIBUTES'] ?? '')['k8s.cluster.name']
  const address = textIn(api, 'api', 'configuration', 'baseServer', 'url')
  return issuerAt(hostOf(address)) ?? (cluster === undefined ? undefined : `k8s:${cluster}`)
}

/** Of TokenRequest: a token for a service account, bound to a pod where it says so. */
const requests: Observer =
  ([asked], api) =>
  (outcome) => {
    const answer = part(outcome, 'result', 'data') ?? part(outcome, 'result')
    const token = textIn(answer, 'status', 'token')
    if (token === undefined) return
    const { issuer, ...known } = fromJwt(token)
    const end = part(answer, 'status', 'expirationTimestamp')
    const bound = part(answer, 'spec', 'boundObjectRef')
    const pod = textIn(bound, 'kind') === 'Pod' ? textIn(bound, 'uid') : undefined
    handedOut({
      ...known,
      kind: 'kubernetes_token',
      issuer: clusterAt(api) ?? issuer,
      subject: `system:serviceaccount:${textIn(asked, 'namespace')}:${textIn(asked, 'name')}`,
      audience: textsIn(answer, 'spec', 'audiences') ?? known.audience,
      notAfter: end instanceof Date ? end : known.notAfter,
      delegation: 'mint',
      ...(pod === undefined ? {} : { workload: { id: pod, kind: 'pod' } }),
    })
  }

/** `CoreV1Api.createNamespacedServiceAccountToken`. */
export const kubernetes: Hook = {
  name: '@kubernetes/client-node',
  versions: ['>=1.0.0 <3'],
  patch(exports) {
    for (const name of NAMES) observeMethod(part(exports, 'CoreV1Api', 'prototype'), name, requests)
    return exports
  },
}
