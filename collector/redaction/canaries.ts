/** Invented secrets of every format that is known here, drawn from a seed: put together at run time, so that no file holds one. */

/** A source of numbers below 1. */
export type Draw = () => number

/** Numbers that are the same in every run. */
export function seeded(seed: number): Draw {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const DIGITS = '0123456789'
const BASE62 = LOWER.toUpperCase() + LOWER + DIGITS
const BASE64 = `${BASE62}+/`
const BASE64URL = `${BASE62}-_`
const HEX = `${DIGITS}abcdef`

/** So many characters of an alphabet. */
export function drawn(draw: Draw, alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[Math.floor(draw() * alphabet.length)]).join('')
}

/** Base64url of ASCII, by hand: this folder knows no Buffer. */
function base64url(text: string): string {
  const bits = Array.from(text, (character) => character.charCodeAt(0).toString(2).padStart(8, '0')).join('')
  const groups = bits.match(/.{1,6}/g) ?? []
  return groups.map((group) => BASE64URL[Number.parseInt(group.padEnd(6, '0'), 2)]).join('')
}

/** Base64 of ASCII. */
function base64(text: string): string {
  const plain = base64url(text).replaceAll('-', '+').replaceAll('_', '/')
  return plain.padEnd(Math.ceil(plain.length / 4) * 4, '=')
}

const jwt = (draw: Draw) =>
  [
    base64url('{"alg":"RS256","kid":"1"}'),
    base64url(`{"sub":"${drawn(draw, LOWER, 9)}","exp":1}`),
    drawn(draw, BASE64URL, 86),
  ].join('.')
const pem = (draw: Draw, type: string) =>
  [`-----BEGIN ${type}-----`, drawn(draw, BASE64, 64), drawn(draw, BASE64, 64), `-----END ${type}-----`].join('\n')

/** A way to make one, and the part of it that must not survive. */
export const SECRETS: { readonly [format: string]: (draw: Draw) => string } = {
  jwt,
  'a JWT without its signature': (draw) => jwt(draw).split('.').slice(0, 2).join('.'),
  'an AWS secret access key beside its id': (draw) =>
    `AKIA${drawn(draw, LOWER.toUpperCase(), 16)}:${drawn(draw, BASE64, 40)}`,
  'an AWS secret access key by name': (draw) => `aws_secret_access_key = ${drawn(draw, BASE64, 39)}7`,
  'an AWS session token': (draw) => `IQoJb3JpZ2luX2Vj${drawn(draw, BASE64, 400)}`,
  ghp: (draw) => `ghp_${drawn(draw, BASE62, 36)}`,
  gho: (draw) => `gho_${drawn(draw, BASE62, 36)}`,
  ghs: (draw) => `ghs_${drawn(draw, BASE62, 36)}`,
  'a fine-grained GitHub token': (draw) => `github_pat_${drawn(draw, BASE62, 22)}_${drawn(draw, BASE62, 59)}`,
  glpat: (draw) => `glpat-${drawn(draw, BASE62, 20)}`,
  xoxb: (draw) => `xoxb-${drawn(draw, DIGITS, 12)}-${drawn(draw, BASE62, 24)}`,
  xapp: (draw) => `xapp-1-${drawn(draw, BASE62, 40)}`,
  'a Slack webhook': (draw) =>
    `https://hooks.slack.com/services/T${drawn(draw, DIGITS, 8)}/B${drawn(draw, DIGITS, 8)}/${drawn(draw, BASE62, 24)}`,
  'an RSA key': (draw) => pem(draw, 'RSA PRIVATE KEY'),
  'an OpenSSH key': (draw) => pem(draw, 'OPENSSH PRIVATE KEY'),
  'a GCP service account': (draw) => JSON.stringify({ type: 'service_account', private_key: pem(draw, 'PRIVATE KEY') }),
  'an OpenAI key': (draw) => `sk-proj-${drawn(draw, BASE62, 48)}1`,
  'a Stripe key': (draw) => `sk_live_${drawn(draw, BASE62, 24)}1`,
  'an Anthropic key': (draw) => `sk-ant-api03-${drawn(draw, BASE64URL, 80)}`,
  'a bearer token': (draw) => `Bearer ${drawn(draw, BASE62, 22)}`,
  'basic authentication': (draw) => `Basic ${base64(`user:${drawn(draw, BASE62, 12)}`)}`,
  'a database URL': (draw) => `postgres://app:${drawn(draw, BASE62, 12)}@db.internal:5432/app`,
  'a password in an assignment': (draw) => `password=${drawn(draw, LOWER, 6)}${drawn(draw, DIGITS, 3)}`,
  'a secret in JSON': (draw) => JSON.stringify({ client_secret: drawn(draw, BASE62, 16) + drawn(draw, DIGITS, 2) }),
  'a Vault service token': (draw) => `hvs.${drawn(draw, BASE64URL, 90)}`,
  'an old Vault token': (draw) => `s.${drawn(draw, BASE62, 22)}aB`,
  'an Azure client secret': (draw) => `${drawn(draw, BASE62, 3)}8Q~${drawn(draw, BASE62, 34)}`,
  'an Azure storage key': (draw) => `AccountName=a;AccountKey=${drawn(draw, BASE64, 86)}==`,
  'a Google key': (draw) => `AIza${drawn(draw, BASE64URL, 35)}`,
  npm: (draw) => `npm_${drawn(draw, BASE62, 36)}`,
  'a DigitalOcean token': (draw) => `dop_v1_${drawn(draw, HEX, 64)}`,
  'a SendGrid key': (draw) => `SG.${drawn(draw, BASE64URL, 22)}.${drawn(draw, BASE64URL, 43)}`,
  'base64 of a token': (draw) => base64(`token ghp_${drawn(draw, BASE62, 36)}`),
  'base64 of JSON with a password': (draw) =>
    base64(JSON.stringify({ user: 'app', password: drawn(draw, BASE62, 9) + drawn(draw, DIGITS, 2) })),
}

/** Secrets of no format, known by their looks alone: of some hundreds one looks like a name. */
export const RANDOM: { readonly [format: string]: (draw: Draw) => string } = {
  'an AWS secret access key alone': (draw) => drawn(draw, BASE64, 40),
  '32 bytes in base64url': (draw) => drawn(draw, BASE64URL, 43),
  '64 bytes in base64': (draw) => drawn(draw, BASE64, 86),
  '32 letters and digits': (draw) => drawn(draw, BASE62, 32),
}

/** Ids that are public by nature. */
export const IDS: { readonly [kind: string]: (draw: Draw) => string } = {
  'a long-term key id': (draw) => `AKIA${drawn(draw, LOWER.toUpperCase() + DIGITS, 16)}`,
  'a temporary key id': (draw) => `ASIA${drawn(draw, LOWER.toUpperCase() + DIGITS, 16)}`,
  'a UUID': (draw) => [8, 4, 4, 4, 12].map((length) => drawn(draw, HEX, length)).join('-'),
  'a role': (draw) =>
    `arn:aws:iam::111122223333:role/${drawn(draw, BASE62, 24)}-service-Role-${drawn(draw, BASE62, 12)}`,
  'a session': (draw) =>
    `arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_AdministratorAccess_${drawn(draw, HEX, 16)}/i-${drawn(draw, HEX, 17)}`,
  'a trace id': (draw) => drawn(draw, HEX, 32),
  'a fingerprint': (draw) => `hmac:${drawn(draw, HEX, 64)}`,
  'a fingerprint in base64': (draw) => `hmac:${drawn(draw, BASE64URL, 43)}`,
  'a Vault HMAC': (draw) => `hmac-sha256:${drawn(draw, HEX, 64)}`,
  'an accessor': (draw) => drawn(draw, BASE62, 24),
  'a lease': (draw) => `database/creds/readonly/${drawn(draw, BASE62, 24)}`,
  'an image': (draw) => `registry.example.com/team/app@sha256:${drawn(draw, HEX, 64)}`,
  'a commit': (draw) => drawn(draw, HEX, 40),
  'a key fingerprint': (draw) => `SHA256:${drawn(draw, BASE64, 43)}`,
  'a certificate': (draw) => `X509SHA256=${drawn(draw, HEX, 64)}`,
  'a SPIFFE ID': (draw) => `spiffe://prod.example.com/ns/payments/sa/api-${drawn(draw, LOWER, 5)}`,
  'a pod': (draw) =>
    `system:serviceaccount:payments-production:checkout-${drawn(draw, LOWER + DIGITS, 10)}-${drawn(draw, LOWER + DIGITS, 5)}`,
  'a GitHub subject': (draw) => `repo:example-org/infrastructure-live:environment:production-${drawn(draw, DIGITS, 6)}`,
  'a user agent': () =>
    'APN/1.0 HashiCorp/1.0 Terraform/1.1.2 (+https://www.terraform.io) aws-sdk-go/1.44.157 (go1.19.3; linux; amd64)',
  'a session name': (draw) => `aws-go-sdk-${drawn(draw, DIGITS, 19)}`,
  'an address': () => 'https://sts.eu-central-1.amazonaws.com:443/path?Action=AssumeRole&Version=2011-06-15',
}
