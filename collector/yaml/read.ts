import type { z } from 'zod'
import { namesAt } from '../../schemas/shape.ts'
import { bounded, nearest, type Path, type Where } from './problems.ts'

/** What was read of what somebody wrote: all of it, or all that is wrong with it. */
export type Read<T> =
  { readonly kind: 'good'; readonly value: T } | { readonly kind: 'bad'; readonly problems: readonly string[] }

/** Problems, told as far as anybody reads: where each stands is looked up only then. */
export const bad = (problems: readonly (string | (() => string))[]) =>
  ({ kind: 'bad', problems: bounded(problems) }) as const

/** Reads texts, lists and maps as a schema has it. Each problem says where, what is wrong, and the nearest right name. */
export function readAs<T extends z.ZodType>(
  schema: T,
  said: unknown,
  where: Where,
  already: readonly string[] = [],
): Read<z.output<T>> {
  const parsed = schema.safeParse(said, { error: complaint })
  if (parsed.success && already.length === 0) return { kind: 'good', value: parsed.data }
  const issues = parsed.success ? [] : parsed.error.issues.flatMap((issue) => plain(issue)).filter(isFirst)
  const told = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? unknowns(issue, schema, where) : [() => tell(issue, where)],
  )
  return bad([...already.map((text) => () => text), ...told])
}

type Issue = z.core.$ZodIssue

/** Of a choice the problems of the one that was meant, each with its whole path. */
function plain(issue: Issue, outer: Path = []): Issue[] {
  const path = [...outer, ...issue.path]
  if (issue.code === 'invalid_key') return [{ ...issue, path, message: issue.issues[0]?.message ?? issue.message }]
  const whole = { ...issue, path }
  if (issue.code !== 'invalid_union') return [whole]
  const meant = issue.errors.find((errors) => errors.some((one) => one.path.length > 0 || one.code !== 'invalid_type'))
  return meant === undefined ? [whole] : meant.flatMap((one) => plain(one, path))
}

/** What is no text is not also an empty one. */
function isFirst(issue: Issue, n: number, all: readonly Issue[]): boolean {
  const before = all[n - 1]
  return before?.code !== 'invalid_type' || before.path.join('\0') !== issue.path.join('\0')
}

function unknowns({ keys, path }: Extract<Issue, { keys: string[] }>, schema: z.ZodType, where: Where) {
  const names = namesAt(schema, path)
  return keys.map(
    (key) => () => `${place([...path, key], where, 'name')}: there is no ${key} here${nearest(key, names)}`,
  )
}

function tell({ path, message, code }: Issue, where: Where): string {
  const label = labelOf(path)
  const isMissing = code === 'invalid_type' && where(path) === null
  const said = isMissing ? 'is missing' : message
  return `${place(path, where, code === 'invalid_key' ? 'name' : undefined)}: ${label} ${said}`.replace(':  ', ': ')
}

/** The name of a setting, or of a field of a line in a list; of a whole line there is none. */
function labelOf(path: Path): string {
  const isNumber = (part: PropertyKey) => typeof part === 'number'
  const names = path.filter((part, n) => !isNumber(part) || n < path.length - 1 || !path.slice(0, n).some(isNumber))
  return names.slice(names.findLastIndex(isNumber) + 1).join('.')
}

/** Where something stands, or what it should be part of. */
function place(path: Path, where: Where, of?: 'name'): string {
  for (let length = path.length; length >= 0; length--) {
    const found = where(path.slice(0, length), of)
    if (found !== null) return found
  }
  return ''
}

/** What stands where something else should. */
function complaint({ code, input, expected }: z.core.$ZodRawIssue): string | undefined {
  if (code !== 'invalid_type') return undefined
  if (expected === 'array') return 'is no list: begin each line with a dash'
  if (expected === 'object' || expected === 'record') return 'has parts: write each as name: value, below it'
  if (input === undefined || input === '') return 'is empty'
  if (Array.isArray(input)) return 'is a list: give one text, and a line of its own for each other one'
  return 'is no text: put it in quotes if it has a colon, a bracket or a brace'
}
