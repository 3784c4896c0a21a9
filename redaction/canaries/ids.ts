import { BASE62, BASE64, BASE64URL, DIGITS, drawn, HEX, LOWER, UPPER, type Draw } from './draw.ts'

/** Ids that are public by nature. */
export const IDS: { readonly [kind: string]: (draw: Draw) => string } = {
  'a long-term key id': (draw) => `AKIA${drawn(draw, UPPER + DIGITS, 16)}`,
  'a temporary key id': (draw) => `ASIA${drawn(draw, UPPER + DIGITS, 16)}`,
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
