import { BASE32, BASE62, BASE64, BASE64URL, DIGITS, drawn, HEX, LOWER, UPPER, type Draw } from './draw.ts'

/** Alternately what is public of a secret and what is not: the secret parts are those that must not survive. */
export type Parts = readonly string[]
/** How one of each format is made. */
export type Formats = { readonly [format: string]: (draw: Draw) => Parts }

/** A prefix and so many characters behind it. */
const behind = (prefix: string, alphabet: string, length: number) => (draw: Draw) => [
  prefix,
  drawn(draw, alphabet, length),
]

const pem = (type: string) => (draw: Draw) => [
  `-----BEGIN ${type}-----\n`,
  drawn(draw, BASE64, 64),
  '\n',
  drawn(draw, BASE64, 64),
  `\n-----END ${type}-----`,
]

/** Keys and tokens that say of themselves what they are. */
export const KEYS: Formats = {
  ghp: behind('ghp_', BASE62, 36),
  gho: behind('gho_', BASE62, 36),
  ghs: behind('ghs_', BASE62, 36),
  ghr: behind('ghr_', BASE62, 76),
  'a fine-grained GitHub token': (draw) => [`github_pat_${drawn(draw, BASE62, 22)}_`, drawn(draw, BASE62, 59)],
  glpat: behind('glpat-', BASE64URL, 20),
  'a routable GitLab token': (draw) => [`glpat-`, drawn(draw, BASE64URL, 27), `.01.${drawn(draw, DIGITS + LOWER, 9)}`],
  'a GitLab job token': behind('glcbt-64_', BASE64URL, 20),
  'a GitLab deploy token': behind('gldt-', BASE64URL, 20),
  'a GitLab runner token': behind('glrt-t1_', BASE64URL, 20),
  'a GitLab OAuth secret': behind('gloas-', HEX, 64),
  'a GitLab mail token': behind('glimt-', BASE64URL, 25),
  'a GitLab feature flag token': behind('glffct-', BASE64URL, 20),
  'a Bitbucket token': behind('ATBB', BASE62, 24),
  RubyGems: behind('rubygems_', HEX, 48),
  'a Sentry token': behind('sntryu_', HEX, 64),
  'a Mailchimp key': (draw) => ['', drawn(draw, HEX, 32), '-us12'],
  'a New Relic key': behind('NRAK-', UPPER + DIGITS, 27),
  'a Postman key': (draw) => ['PMAK-', `${drawn(draw, HEX, 24)}-${drawn(draw, HEX, 34)}`],
  'a CircleCI token': (draw) => [`CCIPAT_${drawn(draw, BASE62, 22)}_`, drawn(draw, HEX, 40)],
  'a Square token': behind('sq0atp-', BASE64URL, 22),
  'a Dynatrace token': (draw) => [`dt0c01.${drawn(draw, BASE32, 24)}.`, drawn(draw, BASE32, 64)],
  'a Heroku key': (draw) => ['HRKU-', [8, 4, 4, 4, 12].map((length) => drawn(draw, HEX, length)).join('-')],
  'a Figma token': behind('figd_', BASE64URL, 40),
  xoxb: (draw) => [`xoxb-${drawn(draw, DIGITS, 12)}-`, drawn(draw, BASE62, 24)],
  xoxp: (draw) => [`xoxp-${drawn(draw, DIGITS, 12)}-${drawn(draw, DIGITS, 12)}-`, drawn(draw, HEX, 32)],
  xapp: behind('xapp-1-', BASE62, 40),
  'a Slack webhook': (draw) => [
    `https://hooks.slack.com/services/T${drawn(draw, DIGITS, 8)}/B${drawn(draw, DIGITS, 8)}/`,
    drawn(draw, BASE62, 24),
  ],
  'an RSA key': pem('RSA PRIVATE KEY'),
  'an EC key': pem('EC PRIVATE KEY'),
  'an encrypted key': pem('ENCRYPTED PRIVATE KEY'),
  'an OpenSSH key': pem('OPENSSH PRIVATE KEY'),
  'a PGP key': pem('PGP PRIVATE KEY BLOCK'),
  'an OpenAI key': behind('sk-proj-', BASE64URL, 124),
  'an Anthropic key': behind('sk-ant-api03-', BASE64URL, 80),
  'a Stripe key': behind('sk_live_', BASE62, 24),
  'a restricted Stripe key': behind('rk_live_', BASE62, 24),
  'a Stripe webhook secret': behind('whsec_', BASE62, 32),
  'a Vault service token': behind('hvs.', BASE64URL, 90),
  'a Vault batch token': behind('hvb.', BASE64URL, 140),
  'a Vault recovery token': behind('hvr.', BASE64URL, 90),
  'an old Vault token': behind('s.', BASE62, 24),
  'an Azure client secret': (draw) => [`${drawn(draw, BASE62, 3)}8Q~`, drawn(draw, `${BASE62}~.-_`, 34)],
  'a Google key': behind('AIza', BASE64URL, 35),
  'a Google access token': behind('ya29.', BASE64URL, 120),
  'a Google client secret': behind('GOCSPX-', BASE64URL, 28),
  npm: behind('npm_', BASE62, 36),
  PyPI: behind('pypi-AgEIcHlwaS5vcmc', BASE64URL, 120),
  'a Docker token': behind('dckr_pat_', BASE64URL, 27),
  'a Hugging Face token': behind('hf_', BASE62, 34),
  'a DigitalOcean token': behind('dop_v1_', HEX, 64),
  'a Databricks token': behind('dapi', HEX, 32),
  'a Shopify token': behind('shpat_', HEX, 32),
  'a SendGrid key': (draw) => [`SG.${drawn(draw, BASE64URL, 22)}.`, drawn(draw, BASE64URL, 43)],
  'a Terraform token': (draw) => [`${drawn(draw, BASE62, 14)}.atlasv1.`, drawn(draw, BASE64URL, 67)],
  'a Grafana token': (draw) => ['glsa_', `${drawn(draw, BASE62, 32)}_${drawn(draw, HEX, 8)}`],
  'a Tailscale key': (draw) => [`tskey-auth-k${drawn(draw, BASE62, 11)}-`, drawn(draw, BASE62, 32)],
  'a Telegram bot': (draw) => [`${drawn(draw, DIGITS, 10)}:AA`, drawn(draw, BASE64URL, 33)],
  'a Supabase token': behind('sbp_', HEX, 40),
  'a Pulumi token': behind('pul-', HEX, 40),
  'a Discord bot': (draw) => [`M${drawn(draw, BASE62, 25)}.G${drawn(draw, BASE62, 5)}.`, drawn(draw, BASE64URL, 38)],
  'an age key': (draw) => ['AGE-SECRET-KEY-1', drawn(draw, `${UPPER.replace(/[BIO]/g, '')}023456789`, 58)],
}
