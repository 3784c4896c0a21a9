import { colours } from '../colours.ts'
import type { Examined, Level } from './check.ts'

const paint: Readonly<Record<Level, (text: string) => string>> = {
  ok: colours.green,
  warn: colours.yellow,
  fail: colours.red,
}

const LEVEL_WIDTH = 4
const CHECK_WIDTH = 13
const INDENT = ' '.repeat(LEVEL_WIDTH + CHECK_WIDTH + 4)

/** Readable lines: how it stands, which check, of what, what it found; below it what to do. */
export function reportLines(found: readonly Examined[]): string[] {
  const lines = found.flatMap(({ level, check, where, what, todo }) => [
    `${paint[level](level.padEnd(LEVEL_WIDTH))}  ${colours.bold(check.padEnd(CHECK_WIDTH))}  ${where}: ${what}`,
    ...(todo === null ? [] : [`${INDENT}→ ${todo}`]),
  ])
  const count = (level: Level) => found.filter((one) => one.level === level).length
  return [...lines, `${count('ok')} ok, ${count('warn')} to be looked at, ${count('fail')} failed`]
}
