import { decodeHex, decodePercent, textInBase64 } from './encoded.ts'
import { taken, withoutKnown, type Count } from './known.ts'
import { looksRandom } from './random.ts'

export interface Redacted {
  readonly text: string
  /** How many secrets were taken out. */
  readonly found: number
}

/** Base64's characters, long enough to hold a secret in base64, … */
const RUN = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{16,}={0,2}/g
const SHORTEST_RUN = 16
/** … and long enough to be judged by their looks. */
const LONG = 32
/** A fingerprint says that it is one. */
const FINGERPRINT = /(?:hmac|sha\d+|md5)[:-]$/i
/** UUIDs, trace ids, digests: public by nature, and what most ids are. */
const HEX = /^[0-9A-Fa-f-]{1,128}$/
/** Hex of so much text is no accident: of a million random digests some eight have it. */
const HEX_TEXT = /(?:[2-7][0-9A-Fa-f]|0[9AaDd]){12,}/g
const SHORTEST_HEX = 24
const LONGEST_ARN = 512
/** How often one encoding may be wrapped in another: base64 twice, and once more for a URL. */
const LAYERS = 3

/**
 * Takes out what could be replayed as a credential, and leaves `[redacted:<kind>]` in its place. Ids that are public by
 * nature stay: access key ids, UUIDs, ARNs, hashes in hex, accessors. Linear in the text, whatever it holds.
 */
export function redact(text: string): Redacted {
  if (text.length < 9 || (HEX.test(text) && text.search(HEX_TEXT) < 0)) return { text, found: 0 }
  return redacted(text, true)
}

/** The same for formats that are known alone: for texts of long names, of which many look drawn at random. */
export function redactKnown(text: string): Redacted {
  return redacted(text, false)
}

function redacted(text: string, byLooks: boolean): Redacted {
  const count = { found: 0, byLooks }
  return { text: withoutSecrets(text, count, LAYERS), found: count.found }
}

/** Whether a text is, or holds, secret material: such an id must be fingerprinted before it is stored. */
export function isSecret(text: string): boolean {
  return redact(text).found > 0
}

/** What is only readable once percent signs are undone is given back without them. */
function withoutSecrets(text: string, count: Count, layers: number): string {
  const plain = text.includes('%') && layers > 0 ? decodePercent(text) : text
  if (plain !== text && holdsSecret(plain, count, layers - 1)) return withoutSecrets(plain, count, layers - 1)
  return withoutRuns(withoutKnown(text, count), count, layers)
}

/** Whether there is a secret in what was decoded. */
function holdsSecret(text: string, { byLooks }: Count, layers: number): boolean {
  const inner = { found: 0, byLooks }
  withoutSecrets(text, inner, layers)
  return inner.found > 0
}

/** A run without text that is written in hex and holds a secret. */
function withoutHexText(run: string, count: Count, layers: number): string {
  if (layers === 0 || run.length < SHORTEST_HEX) return run
  return run.replace(HEX_TEXT, (digits: string) => {
    const holds = [digits, digits.slice(1)].some((one) => holdsSecret(decodeHex(one), count, layers - 1))
    return holds ? taken('hex', count) : digits
  })
}

/** Runs that are base64 of a secret, and long ones that look drawn at random. */
function withoutRuns(text: string, count: Count, layers: number): string {
  if (text.length < SHORTEST_RUN) return text
  return text.replace(RUN, (run: string, at: number) => {
    const unhexed = withoutHexText(run, count, layers)
    if (unhexed !== run) return unhexed
    const said = layers === 0 ? 'nothing' : saidIn(run, count, layers - 1)
    if (said === 'a secret') return taken('base64', count)
    if (said === 'text' || run.length < LONG || isNamed(run, text, at)) return run
    return count.byLooks && looksRandom(run) ? taken('token', count) : run
  })
}

/** What a run says as base64. It need not begin where the base64 does: names and paths have the same characters. */
function saidIn(run: string, count: Count, layers: number): 'a secret' | 'text' | 'nothing' {
  let whole = false
  for (let from = 0; from < 4; from += 1) {
    const decoded = textInBase64(run, from)
    if (decoded.text !== '' && holdsSecret(decoded.text, count, layers)) return 'a secret'
    if (from === 0) whole = decoded.whole
  }
  return whole ? 'text' : 'nothing'
}

/** Whether what stands before a run says that it is public: a hash's name, or an ARN that the run is part of. */
function isNamed(run: string, text: string, at: number): boolean {
  if (run.length > 128) return false
  const before = text.slice(Math.max(0, at - LONGEST_ARN), at)
  const arn = before.lastIndexOf('arn:')
  if (arn >= 0 && !/[\s"'=&]/.test(before.slice(arn))) return true
  return FINGERPRINT.test(before.slice(-8))
}
