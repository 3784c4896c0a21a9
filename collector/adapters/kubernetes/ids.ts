import { isPlaceholder, unlessPlaceholder } from '../../../schemas/placeholder.ts'

const CREDENTIAL = /^(?:JTI=(?<jti>.+)|(?<certificate>X509SHA256=(?<digest>[0-9a-f]{64})))$/
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const SERVICE_ACCOUNT = 'system:serviceaccount:'

type Text = string | null | undefined

/** The columns that name a credential, but for its issuer. */
export interface Named {
  readonly credential_id: string
  readonly credential_kind: string
}

/** What a credential id of Kubernetes names: a token by its `jti`, or a client certificate by its digest. */
export function credentialNamed(text: Text, username: Text): Named | undefined {
  const { jti, certificate, digest } = CREDENTIAL.exec(text ?? '')?.groups ?? {}
  if (certificate !== undefined && unlessPlaceholder(digest) !== undefined)
    return { credential_id: certificate, credential_kind: 'x509_certificate' }
  const id = unlessPlaceholder(jti)
  if (id === undefined) return undefined
  return { credential_id: id, credential_kind: username?.startsWith(SERVICE_ACCOUNT) ? 'kubernetes_token' : 'jwt' }
}

/** The text, if it is a uid as the API server makes them. */
export function podUid(text: Text): string | undefined {
  if (text == null || !UUID.test(text)) return undefined
  return isPlaceholder(text.replaceAll('-', '')) ? undefined : text
}

/** The identity of a service account, in the words in which its tokens name it. */
export function serviceAccount(namespace: Text, name: Text): string | undefined {
  return namespace && name ? `${SERVICE_ACCOUNT}${namespace}:${name}` : undefined
}
