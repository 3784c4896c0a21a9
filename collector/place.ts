import { redact, redactKnown } from '../redaction/redact.ts'

const MAX_PLACE = 1_024

/**
 * Where something was found, as it may be shown and stored. File names are long, and drawn at random in part: they are judged piece
 * by piece, else none of CloudTrail's would be left.
 */
export function shownPlace(place: string): string {
  const pieces = redactKnown(place).text.split(/([/_])/)
  return pieces
    .map((piece) => redact(piece).text)
    .join('')
    .slice(0, MAX_PLACE)
}
