import { decodeBase64 } from './base64.ts'
import { FORMATS, type Format } from './formats.ts'
import { looksRandom } from './random.ts'

export interface Redacted {
  readonly text: string
  /** How many secrets were taken out. */
  readonly found: number
}

interface Count {
  found: number
}

/** Where neither occurs there is no known format: most texts are looked at once and no more. */
const SUSPECT =
  /eyJ|A[KS]IA[0-9A-Z]{12,32}[^A-Za-z0-9+/]{1,8}[A-Za-z0-9+/]{40}|gh[pousr]_|github_pat_|gl[a-z]{2,4}-|xox|xapp-|hooks\.slack|hv[bsr]\.|[sbr]\.[A-Za-z0-9]{24}|(?<![A-Za-z0-9])[sr]k[-_]|AIza|ya29\.|GOCSPX|\dQ~|sig=|AccessKey=|npm_|pypi-|dckr_|hf_|_v1_|dapi|SG\.|shp(?:at|ca|pa|ss)_|AGE-|atlasv1|PRIVATE KEY|:\/\/[^/\s]*@/
const SUSPECT_WORD = /(?:bearer|basic)\s|(?:passw(?:or)?d|pwd|secret|token|key|signature)s?["']?\s{0,4}[:=]/i

/** Base64's characters, long enough to be judged by their looks. */
const RUN = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{32,}={0,2}/g
/** How much of a run is decoded to see what it holds. */
const DECODED = 4_096
const PRINTABLE = /^[\t\n\r -~]+$/
/** A fingerprint says that it is one. */
const FINGERPRINT = /(?:hmac|sha\d+|md5)[:-]$/i
/** UUIDs, trace ids, digests: public by nature, and what most ids are. */
const HEX = /^[0-9A-Fa-f-]{1,128}$/
const LONGEST_ARN = 512

/**
 * Takes out what could be replayed as a credential, and leaves `[redacted:<kind>]` in its place. Ids that are public by
 * nature stay: access key ids, UUIDs, ARNs, hashes in hex, accessors. Linear in the text, whatever it holds.
 */
export function redact(text: string): Redacted {
  if (text.length < 9 || HEX.test(text)) return { text, found: 0 }
  const count = { found: 0 }
  const left = withoutRuns(withoutKnown(text, count), count)
  return { text: left, found: count.found }
}

/** The same for formats that are known alone: for texts of long names, of which many look drawn at random. */
export function redactKnown(text: string): Redacted {
  const count = { found: 0 }
  return { text: withoutKnown(text, count), found: count.found }
}

/** Whether a text is, or holds, secret material: such an id must be fingerprinted before it is stored. */
export function isSecret(text: string): boolean {
  return redact(text).found > 0
}

function taken(kind: string, count: Count): string {
  count.found += 1
  return `[redacted:${kind}]`
}

function withoutKnown(text: string, count: Count): string {
  if (!SUSPECT.test(text) && !SUSPECT_WORD.test(text)) return text
  let left = withoutJwts(withoutPrivateKeys(text, count), count)
  for (const format of FORMATS) left = withoutFormat(left, format, count)
  return left
}

function withoutFormat(text: string, { pattern, kind, group, accepts }: Format, count: Count): string {
  return text.replace(pattern, (match: string, first: unknown) => {
    const secret = group && typeof first === 'string' ? first : match
    if (accepts && !accepts(secret)) return match
    const at = match.lastIndexOf(secret)
    return match.slice(0, at) + taken(kind, count) + match.slice(at + secret.length)
  })
}

/** How a JSON object begins. */
const FIRST_KEY = /^\{"[\w.:/#-]{1,64}":/

const BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/
const END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/

/** A key without its end is taken out to the end of the text. */
function withoutPrivateKeys(text: string, count: Count): string {
  let kept = ''
  let rest = text
  for (let begin = rest.search(BEGIN); begin >= 0; begin = rest.search(BEGIN)) {
    kept += rest.slice(0, begin) + taken('private_key', count)
    const end = END.exec((rest = rest.slice(begin)))
    if (end === null) return kept
    rest = rest.slice(end.index + end[0].length)
  }
  return kept + rest
}

/** JWTs and JWEs, whole or cut short: base64url joined by dots, of which the first part begins a JSON object. */
function withoutJwts(text: string, count: Count): string {
  if (!text.includes('eyJ')) return text
  return text.replace(/[A-Za-z0-9_.-]+/g, (run) => {
    const start = startOfJwt(run)
    return start < 0 ? run : run.slice(0, start) + taken('jwt', count)
  })
}

/** `eyJ` is what `{"` becomes, and also stands in names: only what decodes to a first key is a token. */
function startOfJwt(run: string): number {
  for (let start = run.indexOf('eyJ'); start >= 0; start = run.indexOf('eyJ', start + 3)) {
    if (FIRST_KEY.test(decodeBase64(run.slice(start, start + 96)))) return start
  }
  return -1
}

/** Long runs that look drawn at random, or that are base64 of a secret. */
function withoutRuns(text: string, count: Count): string {
  return text.replace(RUN, (run: string, at: number) => {
    if (isNamed(run, text, at)) return run
    const decoded = decodeBase64(run.slice(0, DECODED))
    if (PRINTABLE.test(decoded)) return holdsSecret(decoded) ? taken('base64', count) : run
    return looksRandom(run) ? taken('token', count) : run
  })
}

/** Whether what stands before a run says that it is public: a hash's name, or an ARN that the run is part of. */
function isNamed(run: string, text: string, at: number): boolean {
  if (run.length > 128) return false
  const before = text.slice(Math.max(0, at - LONGEST_ARN), at)
  const arn = before.lastIndexOf('arn:')
  if (arn >= 0 && !/[\s"'=&]/.test(before.slice(arn))) return true
  return FINGERPRINT.test(before.slice(-8))
}

/** Of base64 of a text, the text is judged: random bytes hardly ever decode to one. */
function holdsSecret(decoded: string): boolean {
  const inner = { found: 0 }
  const left = withoutKnown(decoded, inner)
  return inner.found > 0 || (left.match(RUN) ?? []).some(looksRandom)
}
