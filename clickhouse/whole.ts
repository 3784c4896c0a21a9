import { Fault } from './fault.ts'

/** How an answer begins and ends. Only CSV may be cut where a line ends: there the connection alone tells. */
const ENDS = {
  /** As an array of objects. */
  JSONEachRow: ['[', ']\n'],
  JSONCompact: ['{', '}\n'],
  CSVWithNames: ['', '\n'],
} as const

/** Formats that have something to say of an answer without rows too, so that nothing at all is no answer. */
export type WholeFormat = keyof typeof ENDS

/**
 * Throws a Fault unless an answer is all there, as far as its form tells. A server whose disk is full may send the beginning of one,
 * or nothing, and end it in good order.
 */
export function insistWhole(text: string, format: WholeFormat, where: string, isOfClickHouse: boolean): void {
  const [first, last] = ENDS[format]
  if (text.startsWith(first) && text.endsWith(last)) return
  if (!isOfClickHouse) throw malformed(where)
  const how = text === '' ? 'answered with nothing at all' : 'sent a part of its answer'
  throw new Fault(
    'CLICKHOUSE_CUT',
    `query: ClickHouse at ${where} ${how}, as it may on a full disk. Make room on the disk that holds its data`,
  )
}

/** The objects of an answer as an array. */
export function objectsIn<T>(whole: string, where: string): T[] {
  try {
    const found: T[] = JSON.parse(whole)
    return found
  } catch {
    // The error would repeat a part of it.
    throw malformed(where)
  }
}

const malformed = (where: string) =>
  new Fault('CLICKHOUSE_MALFORMED', `query: the answer of ${where} is none of ClickHouse's`)
