import { ClickHouseError } from '@clickhouse/client'
import { Fault } from './fault.ts'

/** Codes of the server that pass: timeouts, memory, too many queries or parts, no space, read-only for a while, shutting down. */
const passing = new Set(['159', '202', '209', '210', '225', '236', '241', '242', '243', '252', '279', '999'])
/** Codes whose message quotes the value that could not be read. */
const quoting = new Set(['6', '26', '27', '32', '38', '41', '53', '62', '69', '70', '72', '117', '131', '457', '691'])
/** From here on a message repeats the text of the query. */
const queryText = /[.:,]?\s*(in scope|in query|while (processing|executing)|failed at position|maybe you meant).*/is
/** A full disk has many codes. */
const NO_SPACE = /no space left|not enough space/i
const ROOM = 'Make room on the disk that holds its data'
/** No such table, no such database: of ours, that is. */
const GONE = /^(60|81)$/
const DROPPED =
  ". Somebody dropped Lifespan's tables: restore them, or start Lifespan again, which makes them anew and knows nothing of what they held"
/** A bad parameter is quoted without quotes. */
const parameter = /Value .* cannot be parsed/s
const longest = 400

/** The server's words without the text of the query and the values in it, at most some 400 characters. */
export function withoutQueryText(code: string, message: string): string {
  const cut = message.replace(queryText, '').trim()
  const plain = quoting.has(code) ? cut.replace(/'[^']*'/g, "'…'").replace(parameter, 'Value … cannot be parsed') : cut
  return plain.length > longest ? `${plain.slice(0, longest)}…` : plain
}

/** The code that a server answered with; null where nothing did, or something else is wrong. */
export function serverCode(error: unknown): number | null {
  const [, code] = /answered Code (\d+) /.exec(error instanceof Fault ? error.message : '') ?? []
  return code === undefined ? null : Number(code)
}

/** What ClickHouse or the way to it answered, as a {@link Fault}. `doing` says what was asked, e.g. `insert into events`. */
export function toFault(error: unknown, doing: string, where: string): Fault {
  if (error instanceof Fault) return error
  if (error instanceof ClickHouseError) return refusal(error, doing, where)
  const reason = inOneLine(error instanceof Error ? error.message : String(error))
  const outcome = doing.startsWith('insert') ? '; whether it was stored is unknown, sending it again does no harm' : ''
  return new Fault('CLICKHOUSE_UNAVAILABLE', `${doing}: no answer from ClickHouse at ${where} (${reason})${outcome}`, {
    cause: error,
  })
}

/** What stands between us and ClickHouse may answer with a whole page. */
function inOneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > longest ? `${line.slice(0, longest)}…` : line
}

function refusal({ code, type, message }: ClickHouseError, doing: string, where: string): Fault {
  const words = withoutQueryText(code, message)
  const said = NO_SPACE.test(words) ? `${words.replace(/\.+$/, '')}. ${ROOM}` : words
  const dropped = doing.startsWith('insert into lifespan.') && GONE.test(code) ? DROPPED : ''
  const what = `ClickHouse at ${where} answered Code ${code} (${type ?? 'unknown'}): ${said}${dropped}`
  return new Fault(passing.has(code) ? 'CLICKHOUSE_BUSY' : 'CLICKHOUSE_REFUSED', `${doing}: ${what}`)
}
