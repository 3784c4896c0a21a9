/** Hand-written lines in the form in which an API server writes them, of a cluster that is nobody's. */

const CREDENTIAL_ID = 'authentication.kubernetes.io/credential-id'

export const TOKEN_ID = '3f0c9a3e-5d0e-4c0b-9a51-0d3a2b1c4d5e'
export const NEW_TOKEN_ID = '8b1d7c52-90ab-4b7e-8f43-6a5b4c3d2e1f'
export const POD_UID = '5e4f3d2c-1b0a-4998-8776-655443322110'
export const CERTIFICATE = `X509SHA256=${'0123456789abcdef'.repeat(4)}`

/** The service account `shop:checkout`, with a token that is bound to a pod. */
export const CHECKOUT = {
  username: 'system:serviceaccount:shop:checkout',
  groups: ['system:serviceaccounts', 'system:authenticated'],
  extra: {
    [CREDENTIAL_ID]: [`JTI=${TOKEN_ID}`],
    'authentication.kubernetes.io/node-name': ['node-1'],
    'authentication.kubernetes.io/pod-name': ['checkout-7d'],
    'authentication.kubernetes.io/pod-uid': [POD_UID],
  },
}

/** The kubelet of `node-1`, with a client certificate. */
export const KUBELET = { username: 'system:node:node-1', extra: { [CREDENTIAL_ID]: [CERTIFICATE] } }

/** A user with other credential ids, or none. */
export function userWith(username: string, ...credentialIds: string[]): object {
  return { username, extra: { [CREDENTIAL_ID]: credentialIds } }
}

/** The first line of a request, with what every line has; the rest is the test's. */
export function line(fields: object = {}): object {
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: '11111111-2222-4333-8444-555555555555',
    stage: 'RequestReceived',
    requestURI: '/api/v1/namespaces/shop/secrets/db?resourceVersion=0',
    verb: 'get',
    user: CHECKOUT,
    sourceIPs: ['203.0.113.9', '198.51.100.7'],
    userAgent: 'checkout/1.0',
    objectRef: { resource: 'secrets', namespace: 'shop', name: 'db', apiVersion: 'v1' },
    requestReceivedTimestamp: '2026-03-01T10:00:00.000000Z',
    stageTimestamp: '2026-03-01T10:00:00.000000Z',
    ...fields,
  }
}

/** The last line of a request, a second and a half later. */
export function answer(code: number, fields: object = {}): object {
  return line({
    stage: 'ResponseComplete',
    responseStatus: { metadata: {}, code },
    stageTimestamp: '2026-03-01T10:00:01.500000Z',
    ...fields,
  })
}

/** The kubelet's request for a token of `shop:checkout`, answered with one. */
export function tokenRequest(fields: object = {}): object {
  return answer(201, {
    verb: 'create',
    user: KUBELET,
    requestURI: '/api/v1/namespaces/shop/serviceaccounts/checkout/token',
    objectRef: { resource: 'serviceaccounts', namespace: 'shop', name: 'checkout', subresource: 'token' },
    annotations: { 'authentication.kubernetes.io/issued-credential-id': `JTI=${NEW_TOKEN_ID}` },
    ...fields,
  })
}

/** A pod as answers have it. */
export function pod(metadata: object = {}, status: object = { phase: 'Running' }): object {
  const names = { name: 'checkout-7d', namespace: 'shop', uid: POD_UID }
  return { kind: 'Pod', apiVersion: 'v1', metadata: { ...names, ...metadata }, spec: { containers: [] }, status }
}

/** A request about that pod, answered. */
export function podAnswer(verb: string, code: number, responseObject: object | undefined, fields: object = {}): object {
  const objectRef = { resource: 'pods', namespace: 'shop', name: 'checkout-7d', apiVersion: 'v1' }
  const requestURI = '/api/v1/namespaces/shop/pods/checkout-7d'
  return answer(code, {
    level: 'RequestResponse',
    verb,
    user: KUBELET,
    requestURI,
    objectRef,
    responseObject,
    ...fields,
  })
}
