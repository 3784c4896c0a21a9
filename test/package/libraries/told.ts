import { createHmac } from 'node:crypto'

/** Under which the service's secrets become ids, in hex. */
export const KEY = '0'.repeat(64)

/** The id of a secret: 128 bits of a keyed hash. */
export const hashOf = (secret: string) =>
  `hmac:${createHmac('sha256', Buffer.from(KEY, 'hex')).update(secret).digest('hex').slice(0, 32)}`

const [ACCESS, REFRESH] = [hashOf('opaque-access-token-1'), hashOf('opaque-refresh-token-1')]
const [MACHINE, OTHER] = [hashOf('ya29.of-the-machine'), hashOf('ya29.of-another')]
const [INSTALLATION_1, INSTALLATION_2] = ['1', '2'].map((id) => hashOf(`ghs_${id.padStart(36, '0')}`))
const TENANT = 'https://sts.windows.net/11111111-1111-1111-1111-111111111111/'
const ROLE = 'arn:aws:iam::123456789012:role/deploy'

/** What is told of the service that uses all libraries: each once. */
export const TOLD: readonly string[] = [
  'issued jwt jose by https://broker.example as checkout',
  'issued jwt jose-late by https://broker.example as checkout',
  'used jose by https://broker.example as checkout',
  'used refused jose-late by https://broker.example as checkout',
  'issued jwt jwt by https://broker.example as checkout',
  'issued jwt jwt-back by https://broker.example as checkout',
  'used jwt by https://broker.example as checkout',
  'used refused jwt-back by https://broker.example as checkout',
  `issued sts_session ASIAASSUMEDROLE00001 by aws as ${ROLE} of AKIAIOSFODNN7EXAMPLE assume_role`,
  'used AKIAIOSFODNN7EXAMPLE by aws sts:AssumeRole',
  `issued sts_session ASIAWEBIDENTITY00001 by aws as ${ROLE} of web-identity assume_role`,
  'issued sts_session ASIASESSIONTOKEN0001 by aws of AKIAIOSFODNN7EXAMPLE exchange',
  'used AKIAIOSFODNN7EXAMPLE by aws sts:GetSessionToken',
  'used AKIAIOSFODNN7EXAMPLE by aws sts:AssumeRole',
  'used ASIAASSUMEDROLE00001 by aws s3:ListBuckets',
  'issued sts_session ASIACONTAINER0000001 by aws',
  'used denied ASIACONTAINER0000001 by aws s3:GetObject',
  'issued sts_session ASIADEFAULTCHAIN0001 by aws',
  'used denied ASIADEFAULTCHAIN0001 by aws s3:GetObject',
  'used refused ASIASESSIONTOKEN0001 by aws s3:GetObject',
  'issued vault_token accessor-login by vault:HOST as auth/userpass/app login',
  'used accessor-login by vault:HOST read secret/data/db',
  'used denied accessor-login by vault:HOST read secret/data/other',
  'issued vault_token accessor-child by vault:HOST of accessor-login mint',
  'used accessor-login by vault:HOST update auth/token/create',
  'issued vault_lease database/creds/app/lease-1 by vault:HOST of accessor-login mint',
  'used accessor-login by vault:HOST read database/creds/app',
  'renewed database/creds/app/lease-1 by vault:HOST',
  'used accessor-login by vault:HOST update sys/leases/renew',
  'revoked database/creds/app/lease-1 by vault:HOST',
  'used accessor-login by vault:HOST update sys/leases/revoke',
  'renewed accessor-login by vault:HOST',
  'used accessor-login by vault:HOST update auth/token/renew-self',
  'revoked accessor-child by vault:HOST',
  'used accessor-login by vault:HOST update auth/token/revoke-accessor',
  'revoked accessor-login by vault:HOST',
  'used accessor-login by vault:HOST update auth/token/revoke-self',
  `issued oauth_access_token ${ACCESS} by http://HOST/oidc`,
  `issued oauth_refresh_token ${REFRESH} by http://HOST/oidc`,
  `issued oauth_access_token refreshed by http://HOST/oidc as client of ${REFRESH} exchange`,
  `issued oauth_access_token exchanged by http://HOST/oidc as client of ${ACCESS} exchange`,
  `revoked ${REFRESH} by http://HOST/oidc`,
  `issued oauth_access_token ${ACCESS} by http://HOST/again`,
  `issued oauth_refresh_token ${REFRESH} by http://HOST/again`,
  `issued oauth_access_token ${ACCESS} by http://HOST`,
  `issued oauth_refresh_token ${REFRESH} by http://HOST`,
  `revoked ${ACCESS} by http://HOST`,
  `issued cloud_token ${MACHINE} by https://accounts.google.com`,
  'issued id_token google-id by https://accounts.google.com as 1',
  `issued cloud_token ${OTHER} by https://accounts.google.com as other@example.iam.gserviceaccount.com of ${MACHINE} impersonate`,
  `issued cloud_token azure-machine by ${TENANT} as machine`,
  `issued cloud_token azure-client by ${TENANT} as app`,
  `issued cloud_token azure-on-behalf by ${TENANT} as app of web-identity exchange`,
  'issued kubernetes_token kubernetes-token by https://kubernetes.default.svc as system:serviceaccount:shop:checkout mint for 6f0a',
  `issued github_token ${INSTALLATION_1} by https://HOST as app/7/installation/1`,
  `issued github_token ${INSTALLATION_2} by https://HOST as app/7/installation/2`,
  'issued id_token actions-id by https://token.actions.githubusercontent.com as repo:o/r:ref:main',
]

/** What must not leave the service: its secrets, or what they begin with. */
export const SECRETS: readonly string[] = [
  'opaque-access-token',
  'opaque-refresh-token',
  'an-opaque-token',
  'of-the-exporter',
  'ya29.',
  'ghs_',
  'hvs.',
  'session-token-of',
  'wJalrXUtnFEMI',
  'of the run',
  'eyJ',
]
