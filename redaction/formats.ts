import { decodeBase64 } from './encoded.ts'

/**
 * A format of secrets that can be told from all else. Every pattern is linear by construction: it begins with a literal, and
 * what it repeats is bounded or excludes a character of that literal, so no two attempts pass over the same text for long.
 */
export interface Format {
  readonly kind: string
  readonly pattern: RegExp
  /** Which group of the match is the secret; all of it where none is named. */
  readonly group?: true
  /** A closer look at what matched. */
  readonly accepts?: (secret: string) => boolean
}

const mixed = (secret: string) => /[A-Z]/.test(secret) && /[a-z]/.test(secret)
/** In 24 characters of base62 there is a digit or both cases, but for one time in a milliard. */
const drawn = (secret: string) => mixed(secret) || /\d/.test(secret)
/** Names that people write with hyphens are in one case. */
const notSpelled = (secret: string) => mixed(secret) || !secret.includes('-', secret.indexOf('-') + 1)
const opaque = (secret: string) => secret.length >= 20 || /\d/.test(secret)
const opaqueKey = (secret: string) => /\d/.test(secret) && /[A-Za-z]/.test(secret.slice(3))
const password = (secret: string) => !secret.startsWith('[redacted') && !/^\*+$/.test(secret)
const drawnId = (secret: string) => /\d/.test(secret) && !PUBLIC.test(secret)
const userAndPassword = (secret: string) => /^[ -~]*:[ -~]*$/.test(decodeBase64(secret))

/** What stays even after a name that says "secret": hashes, references to secrets, and ids that are public by nature. */
const PUBLIC =
  /^(?:\[redacted|hmac|sha\d|md5[:-]|\$\{|arn:|A[KS]IA[0-9A-Z]{12,}$|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$|\*+$)/i

/** Whether the value of something that is named as a secret is one: not a word of prose, not a reference. */
export function isSecretValue(value: string): boolean {
  return value.length >= 6 && !PUBLIC.test(value) && (/\d/.test(value) || mixed(value) || /[^\w./:-]/.test(value))
}

/** What stays even after a name that says "password": what says that it is a hash, a reference or nothing. */
const NO_PASSWORD = /^(?:\[redacted|hmac[:-]|\$\{|arn:|\**$)/i

/** Whether the value of something that is named as a password is one. */
export const isPasswordValue = (value: string): boolean => !NO_PASSWORD.test(value)

const KEY = '(?:access|account|api|encryption|hmac|private|secret|signing|subscription)[_-]?key'

/** Something that is named as a secret and given a value, in whatever quotes; the value is the group. */
function assigned(before: string, sign: string): RegExp {
  const name = `(?:passw(?:or)?d|passphrase|passcode|pwd|secret|token|${KEY}|signature)s?`
  const quote = String.raw`\\{0,3}["']?`
  return new RegExp(`${before}${name}${quote}\\s{0,4}${sign}\\s{0,4}${quote}([^\\s"'&,;<>]{6,4096})`, 'gi')
}

/** In the order in which they are looked for: the most telling first. */
export const FORMATS: readonly Format[] = [
  {
    kind: 'aws_secret_key',
    pattern: /A[KS]IA[0-9A-Z]{12,32}[^A-Za-z0-9+/]{1,8}([A-Za-z0-9+/]{40})(?![A-Za-z0-9+])/g,
    group: true,
    accepts: mixed,
  },
  { kind: 'aws_session_token', pattern: /(?:IQoJb3JpZ2luX2Vj|FwoGZXIvYXdz)[A-Za-z0-9+/=]{40,4096}/g },
  { kind: 'github_token', pattern: /gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_[A-Za-z0-9]{20,30}_[A-Za-z0-9]{40,90}/g },
  {
    kind: 'gitlab_token',
    pattern:
      /gl(?:pat|agent|cbt|dt|ffct|ft|imt|oas|ptt|rtr?|soat|wt)-[A-Za-z0-9_-]{20,300}(?:\.[a-z0-9]{2}\.[a-z0-9]{9})?/g,
    accepts: notSpelled,
  },
  { kind: 'slack_token', pattern: /xox[abeprs]-[A-Za-z0-9-]{10,255}|xapp-\d-[A-Za-z0-9-]{10,255}/g },
  { kind: 'slack_webhook', pattern: /hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9/_-]{10,255}/g },
  { kind: 'vault_token', pattern: /hv[bsr]\.[A-Za-z0-9_-]{20,512}/g },
  { kind: 'vault_token', pattern: /(?<![A-Za-z0-9_-])[sbr]\.[A-Za-z0-9]{24}(?![A-Za-z0-9_-])/g, accepts: drawn },
  // Of these no name is made: what is drawn needs no digit.
  { kind: 'api_key', pattern: /(?<![A-Za-z0-9])[sr]k_(?:live|test)_[A-Za-z0-9]{20,255}/g },
  { kind: 'api_key', pattern: /(?<![A-Za-z0-9])sk-(?:proj|ant|svcacct)-[A-Za-z0-9_-]{20,255}/g, accepts: mixed },
  {
    kind: 'api_key',
    pattern: /(?<![A-Za-z0-9])[sr]k[-_](?:[a-z]{2,10}[-_])?[A-Za-z0-9_-]{20,255}/g,
    accepts: opaqueKey,
  },
  { kind: 'google_key', pattern: /AIza[A-Za-z0-9_-]{35}|ya29\.[A-Za-z0-9_-]{20,512}|GOCSPX-[A-Za-z0-9_-]{20,64}/g },
  { kind: 'azure_secret', pattern: /(?<![A-Za-z0-9])[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}/g },
  { kind: 'azure_secret', pattern: /(?<=(?:AccountKey|SharedAccessKey|[?&;]sig)=)[A-Za-z0-9+/%=]{20,128}/g },
  {
    kind: 'registry_token',
    pattern: /npm_[A-Za-z0-9]{36}|pypi-AgE[A-Za-z0-9_-]{40,512}|dckr_pat_[A-Za-z0-9_-]{20,64}|hf_[A-Za-z0-9]{30,64}/g,
  },
  {
    kind: 'cloud_token',
    pattern:
      /do[oprt]_v1_[a-f0-9]{64}|dapi[a-f0-9]{32}|SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}|AGE-SECRET-KEY-1[A-Z0-9]{50,64}|[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{60,70}/g,
  },
  {
    kind: 'service_token',
    pattern:
      /rubygems_[a-f0-9]{48}|sntry(?:u_[a-f0-9]{64}|s_[A-Za-z0-9+/=_-]{40,512})|NRAK-[A-Z0-9]{27}|PMAK-[a-f0-9]{24}-[a-f0-9]{34}|CCIP(?:AT|RJ)_[A-Za-z0-9]{20,24}_[a-f0-9]{40}|sq0(?:atp|csp)-[A-Za-z0-9_-]{22,43}|dt0[a-z]\d\d\.[A-Z2-7]{24}\.[A-Z2-7]{64}|HRKU-[A-Za-z0-9_-]{36,64}|figd_[A-Za-z0-9_-]{40,64}|(?<![A-Za-z0-9])[a-f0-9]{32}-us\d{1,2}(?![A-Za-z0-9-])/g,
  },
  { kind: 'service_token', pattern: /(?<![A-Za-z0-9])ATBB[A-Za-z0-9]{24,64}/g, accepts: mixed },
  {
    kind: 'service_token',
    pattern:
      /(?<![A-Za-z0-9])(?:sbp_|pul-)[a-f0-9]{40}(?![A-Za-z0-9])|(?<![A-Za-z0-9_-])[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,38}|whsec_[A-Za-z0-9+/=]{24,128}|glsa_[A-Za-z0-9_]{20,128}|tskey-[a-z]{2,12}-[A-Za-z0-9-]{20,128}|(?<!\d)\d{8,10}:AA[A-Za-z0-9_-]{33}/g,
  },
  {
    kind: 'cookie',
    pattern: /cookie\\{0,3}["']?\s{0,4}:\s{0,4}\\{0,3}["']?([^\r\n"'\\=]{1,128}=[^\r\n"'\\]{4,4096})/gi,
    group: true,
  },
  {
    kind: 'session',
    pattern: /(?:sess(?:ion)?(?:[_-]?(?:id|token))?|(?<![A-Za-z0-9])sid)=([A-Za-z0-9%._~+/-]{16,512})/gi,
    group: true,
    accepts: drawnId,
  },
  { kind: 'bearer', pattern: /bearer\s{1,8}([A-Za-z0-9._~+/=-]{8,16384})/gi, group: true, accepts: opaque },
  { kind: 'basic', pattern: /\bbasic\s{1,8}([A-Za-z0-9+/]{8,4096}={0,2})/gi, group: true, accepts: userAndPassword },
  { kind: 'url_password', pattern: /:\/\/[^\s/?#@:"'<>]{0,256}:([^\s/"'<>]{1,256})@/g, group: true, accepts: password },
  { kind: 'assigned', pattern: assigned('', '(?:=|:\\s)'), group: true, accepts: isSecretValue },
  {
    kind: 'assigned',
    pattern:
      /--[a-z-]{0,32}(?:passw(?:or)?d|secret|token|(?:api|access|private)-key)\s{1,4}["']?([^\s"'&,;<>]{6,4096})/g,
    group: true,
    accepts: (secret) => isSecretValue(secret) || /^[a-z]{20,}$/.test(secret),
  },
  {
    kind: 'authorization',
    pattern: /authorization["']?\s{0,4}[:=]\s{0,4}["']?(?:token|api-?key|key)\s{1,4}["']?([^\s"'&,;<>]{6,4096})/gi,
    group: true,
    accepts: isSecretValue,
  },
  {
    kind: 'element',
    pattern: /<[\w:.-]{0,64}(?:passw(?:or)?d|passphrase)>([^<]{1,4096})<\//gi,
    group: true,
    accepts: isPasswordValue,
  },
  {
    kind: 'element',
    pattern: /<[\w:.-]{0,64}(?:secret|token|(?:api|access|private|secret)[_-]?key)>([^<]{1,4096})<\//gi,
    group: true,
    accepts: isSecretValue,
  },
  {
    kind: 'command_password',
    pattern:
      /(?:mysql[a-z]{0,8}\s(?:[^\n|;]{0,200}?\s)?-p|docker\s{1,4}login\s(?:[^\n|;]{0,200}?\s)?-p\s{1,4}|sshpass\s{1,4}-p\s{0,4})["']?([^\s"'-][^\s"']{0,255})/g,
    group: true,
    accepts: password,
  },
  {
    kind: 'curl_password',
    pattern: /curl\s(?:[^\n|;]{0,200}?\s)?(?:-u|--user)[\s=]["']?[^\s:"'-][^\s:"']{0,128}:([^\s"']{1,256})/g,
    group: true,
    accepts: password,
  },
  // In an ARN `:secret:` is a part like any other.
  { kind: 'assigned', pattern: assigned('(?<!:)', ':'), group: true, accepts: isSecretValue },
]
