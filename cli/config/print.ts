import type { Row } from './rows.ts'

/** What is in effect as a `lifespan.yaml`: to say it again changes nothing, so what nobody says stands there as a comment. */
export function yamlOf(rows: readonly Row[]): readonly string[] {
  const lines: [text: string, remark: string][] = []
  let open: readonly string[] = []
  for (const row of rows.filter(({ value, unsaid, isSecret }) => value !== null || unsaid !== undefined || isSecret)) {
    const outer = row.path.slice(0, -1)
    const same = outer.findIndex((name, depth) => open[depth] !== name)
    for (let depth = same < 0 ? outer.length : same; depth < outer.length; depth++)
      lines.push([`${'  '.repeat(depth)}${quoted(outer[depth]!)}:`, ''])
    open = outer
    lines.push(...linesOf(row))
  }
  const width = Math.min(MOST_WIDTH, Math.max(...lines.map(([text, remark]) => (remark === '' ? 0 : text.length))))
  return lines.map(([text, remark]) => (remark === '' ? text : `${text.padEnd(width)}  # ${remark}`))
}

const MOST_WIDTH = 44

function linesOf({ path, value, unsaid, isSecret, where }: Row): [string, string][] {
  const indent = '  '.repeat(path.length - 1)
  const name = `${indent}${quoted(path.at(-1)!)}:`
  if (isSecret) return [[`${indent}# ${path.at(-1)}: ********`, `${where}, masked`]]
  if (value === null)
    return [[`${indent}# ${path.at(-1)}: ${quoted(String(unsaid))}`, DEFAULTS.has(path[0]!) ? 'default' : 'not set']]
  if (typeof value === 'string') return [[`${name} ${quoted(value)}`, where ?? 'default']]
  if (value.length === 0) return [[`${name} []`, where ?? 'default']]
  return [
    [name, where ?? 'default'],
    ...value.map((line): [string, string] => [`${indent}  - ${JSON.stringify(line)}`, '']),
  ]
}

/** Of these something holds where nobody says it. */
const DEFAULTS = new Set(['data', 'ports', 'retention'])

const PLAIN = /^[\w./][\w./ -]*$/

/** A text as YAML reads it back. */
function quoted(text: string): string {
  return PLAIN.test(text) && text === text.trim() && text !== 'null' ? text : JSON.stringify(text)
}

/** One JSON object a setting. */
export function jsonOf({ path, value, unsaid, isSecret, from, where }: Row): string {
  const shown = isSecret ? '********' : (value ?? (DEFAULTS.has(path[0]!) ? unsaid : null))
  return JSON.stringify({ setting: path, value: shown, from, where })
}
