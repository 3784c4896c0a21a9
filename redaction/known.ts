import { decodeBase64 } from './encoded.ts'
import { FORMATS, type Format } from './formats.ts'

/** How many secrets were taken out. */
export interface Count {
  found: number
  /** Whether what is of no known format is judged by its looks. */
  readonly byLooks: boolean
}

/** Where neither occurs there is no known format: most texts are looked at once and no more. */
const SUSPECT =
  /eyJ|A[KS]IA[0-9A-Z]{12,32}[^A-Za-z0-9+/]{1,8}[A-Za-z0-9+/]{40}|IQoJb3JpZ2|FwoGZXIvYXdz|gh[pousr]_|github_pat_|gl[a-z]{2,5}-|ATBB|rubygems_|sntry|NRAK-|PMAK-|CCIP|sq0|dt0|HRKU-|figd_|[a-f0-9]{32}-us|xox|xapp-|hooks\.slack|hv[bsr]\.|[sbr]\.[A-Za-z0-9]{24}|(?<![A-Za-z0-9])[sr]k[-_]|AIza|ya29\.|GOCSPX|\dQ~|sig=|AccessKey=|npm_|pypi-|dckr_|hf_|_v1_|dapi|SG\.|shp(?:at|ca|pa|ss)_|AGE-|atlasv1|whsec_|sbp_|pul-|\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27}|glsa_|tskey-|\d:AA|PRIVATE KEY|:\/\/[^/\s]*@/
const SUSPECT_WORD =
  /(?:bearer|basic)\s|authorization|mysql|docker\s|sshpass|(?:passw(?:or)?d|passphrase|secret|token|key)>|(?:passw(?:or)?d|passphrase|passcode|pwd|secret|token|key|signature|cookie|sess(?:ion)?(?:[_-]?(?:id|token))?|sid)s?\\{0,3}["']?\s{0,4}[:=]|--[a-z-]{0,32}(?:passw(?:or)?d|secret|token|key)\s|curl\s/i

/** What stands in the place of a secret. */
export function taken(kind: string, count: Count): string {
  count.found += 1
  return `[redacted:${kind}]`
}

/** A text without secrets of formats that are known, as they are written. */
export function withoutKnown(text: string, count: Count): string {
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
