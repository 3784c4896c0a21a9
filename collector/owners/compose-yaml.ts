import { Composer, Lexer, LineCounter, Parser, type Document, type ScalarTag, type YAMLError } from 'yaml'
import type { Place } from './owners-file.ts'
import type { Problems } from './problems.ts'

type Token = Parameters<Composer['next']>[0]

/** An owners file nests six deep; the composer calls itself for each level. */
const MAX_DEPTH = 32

/** A timestamp stays the text that it is: we want to see its zone. */
const timestamp: ScalarTag = { tag: 'tag:yaml.org,2002:timestamp', resolve: (text) => text }

/** Every scalar is a text: 007 is an owner like any other. Keys are compared by whoever reads them. */
const OPTIONS = { schema: 'failsafe', customTags: [timestamp], uniqueKeys: false, prettyErrors: false } as const

/** The one document of a YAML text, and where its characters stand; null where the text is no YAML. */
export interface ComposedYaml {
  readonly contents: Document.Parsed['contents'] | null
  placeOf(node: { readonly range?: readonly number[] | null } | null): Place
}

/** Composes a YAML text without resolving anything in it: no alias is followed, no type is guessed, no object is made. */
export function composeYaml(text: string, problems: Problems): ComposedYaml | null {
  const lines = new LineCounter()
  const placeAt = (offset: number): Place => placeIn(lines, offset)
  const tokens = tokensOf(text, lines)
  if (typeof tokens === 'number') {
    problems.add(placeAt(tokens), 'nests too deep: an owners file is two lists of entries')
    return null
  }
  const [document, second] = [...new Composer({ ...OPTIONS, lineCounter: lines }).compose(tokens, true, text.length)]
  if (second !== undefined) problems.add(placeAt(second.range[0]), 'a second document begins here: make them one')
  for (const { pos } of document!.warnings) problems.add(placeAt(pos[0]), 'has a tag that is not known: take it off')
  const errors = document!.errors.filter(({ code }) => code !== 'BAD_ALIAS')
  for (const error of errors) problems.add(placeAt(error.pos[0]), `is no YAML: ${error.message}; ${fixOf(error)}`)
  if (errors.length > 0) return null
  return { contents: document!.contents, placeOf: (node) => placeAt(node?.range?.[0] ?? 0) }
}

/** The tokens of a text, or where it nests too deep. */
function tokensOf(text: string, lines: LineCounter): Token[] | number {
  const parser = new Parser(lines.addNewLine)
  const tokens: Token[] = []
  lines.addNewLine(0)
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token)
    if (parser.stack.length > MAX_DEPTH) return parser.offset
  }
  for (const token of parser.end()) tokens.push(token)
  return tokens
}

function placeIn(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(line, 1), column: Math.max(col, 1) }
}

function fixOf({ code }: YAMLError): string {
  if (code === 'TAB_AS_INDENT') return 'indent with spaces'
  if (code === 'BAD_SCALAR_START' || code === 'BAD_DQ_ESCAPE') return 'put the text in single quotes'
  return 'check indentation, quotes and brackets, and quote texts in which ": " or " #" is'
}
