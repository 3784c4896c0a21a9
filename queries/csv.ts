const FORMULA = /^[=+\-@\t\r\n]/
const NUMBER = /^-?\d+(?:\.\d+)?$/

/** CSV of ClickHouse's, in which no cell can be taken for a formula by a spreadsheet: such a cell gets a `'` in front. */
export function csvSafe(csv: string): string {
  let safe = ''
  for (const [, cell, end] of csv.matchAll(/("(?:[^"]|"")*"|[^,\n]*)(,|\n|$)/g)) safe += safeCell(cell!) + end!
  return safe
}

function safeCell(cell: string): string {
  const quoted = cell.startsWith('"')
  const text = quoted ? cell.slice(1, -1) : cell
  if (!FORMULA.test(text) || NUMBER.test(text)) return cell
  return quoted ? `"'${text}"` : `'${text}`
}
