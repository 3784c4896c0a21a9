import { Lexer } from 'yaml'
import { placeIn, problem } from './problems.ts'

/** A hundred thousand lines with all their fields have fewer parts. */
const MOST_PARTS = 6_000_000
/** What we read is maps of lists of maps of lists. */
const DEEPEST = 16
const MOST_INDENT = 200
const TOO_DEEP = 'is nested too deeply: nothing that is read here has so many levels'

/** What makes a YAML file too much to be read, or null: its parser needs a stack as deep as what it reads. */
export function tooMuch(text: string, file: string): string | null {
  let [parts, offset, flow, dashes, atStart] = [0, 0, 0, 0, true]
  for (const part of new Lexer().lex(text)) {
    const refuse = (what: string) => problem(file, placeIn(text, offset), what)
    if ((parts += 1) > MOST_PARTS)
      return refuse('has too much in it: give patterns for many identities, or several files')
    if (part === '[' || part === '{') flow += 1
    else if (part === ']' || part === '}') flow -= 1
    else if (part === '-' || part === '?') dashes += 1
    if (flow + dashes > DEEPEST || (atStart && flow === 0 && isIndent(part))) return refuse(TOO_DEEP)
    atStart = part.endsWith('\n')
    if (atStart) dashes = 0
    if (!isMark(part)) offset += part.length
  }
  return null
}

const isIndent = (part: string) => part.length > MOST_INDENT && part.trim() === ''

/** The lexer's own marks stand for no text: of a document's start, a scalar, the end of a flow. */
const isMark = (part: string) => part === '\x02' || part === '\x18' || part === '\x1f'
