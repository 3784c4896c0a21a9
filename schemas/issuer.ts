const ARN = /^arn:(aws[a-z0-9-]*):/
const ACCOUNT = /^\d{12}$/

/**
 * The one form of an issuer, whatever the way in (semantics: Issuers). An ARN is its partition, which key ids are unique in; an
 * account's twelve digits are `aws`; `k8s:<cluster>`, `vault:<source>` and an OIDC `iss` are kept to the letter: other letters
 * are another issuer.
 */
export function normaliseIssuer(text: string): string {
  const arn = ARN.exec(text)
  if (arn) return arn[1] ?? text
  return ACCOUNT.test(text) ? 'aws' : text
}
