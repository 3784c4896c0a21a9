import { InvalidArgumentError, Option } from 'commander'
import { RULES } from '../correlator/rules/index.ts'
import { shellWord } from '../queries/shell-word.ts'
import { SEVERITIES, type Severity } from '../schemas/policy.ts'
import { LATEST, parseRfc3339, toMillis, type Millis } from '../schemas/time.ts'
import type { ConfigFlags } from './config/settings.ts'

/** `--data`, as every command has it. */
export const dataOption = (fallback = './lifespan-data') =>
  new Option('--data <directory>', `where Lifespan keeps its data (environment: LIFESPAN_DATA; default: ${fallback})`)

/** `--config`, as every command has it. */
export const configOption = () =>
  new Option('--config <file>', 'what is configured (environment: LIFESPAN_CONFIG; default: ./lifespan.yaml, if there)')

/** A port of ours: the default, or the next free one. */
export const portOption = (flag: string, what: string, fallback: number) =>
  new Option(`--${flag} <port>`, `${what} (default: ${fallback}, or the next free one)`).argParser(parsePort)

/** What a further command needs to find the same data and policy. */
export function dataFlags({ config, data }: Pick<ConfigFlags, 'config' | 'data'>): string {
  const flag = (name: string, value: string | undefined) =>
    value === undefined ? '' : ` --${name} ${shellWord(value)}`
  return flag('config', config) + flag('data', data)
}

/** Parses a port of the command line. */
/** `--accept-gap`, of all who may have the log archived. */
export const acceptGapOption = () =>
  new Option('--accept-gap', 'where Kafka is the log: go on though a part of it is gone that never reached ClickHouse')

export function parsePort(text: string): number {
  const port = text.trim() === '' ? NaN : Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('A port is a whole number from 0 (any free one) to 65535.')
  return port
}

/** Parses a moment of the command line, in ms. */
export function parseMoment(text: string): Millis {
  const nanos = parseRfc3339(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text)
  if (nanos === null)
    throw new InvalidArgumentError('A time looks like 2026-11-25T08:00:00Z (RFC 3339, with its zone) or 2026-11-25.')
  const at = toMillis(nanos)
  if (at >= LATEST) throw new InvalidArgumentError('A time is before 2200: no event is later.')
  return at
}

/** Parses how many of something are wanted. */
export function parseCount(text: string): number {
  const count = Number(text)
  if (!/^\d+$/.test(text) || count < 1 || !Number.isSafeInteger(count))
    throw new InvalidArgumentError('It needs a whole number of 1 or more.')
  return count
}

/** Parses a name: anything but nothing. */
export function parseName(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It needs a name, and this is empty.')
  return text.trim()
}

const LARGEST_SEED = 2 ** 32 - 1

/** Parses which fleet is meant. */
export function parseSeed(text: string): string {
  if (!/^\d+$/.test(text) || Number(text) > LARGEST_SEED)
    throw new InvalidArgumentError(`A seed is a whole number from 0 to ${LARGEST_SEED}.`)
  return text
}

/** Parses how much of the past the fleet tells, in hours. */
export function parseHistory(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)([hd])?$/.exec(text) ?? []
  const hours = Number(amount) * (unit === 'd' ? 24 : 1)
  if (hours === 0 || (hours >= 1 && hours <= 30 * 24)) return hours
  throw new InvalidArgumentError('A length looks like 6h or 2d: at least 1h (0h: nothing), at most 30d.')
}

/** Collects an option that may be given several times, or with commas. */
export function collect(text: string, before: readonly string[] = []): readonly string[] {
  const parts = text.split(',').map((part) => part.trim())
  if (parts.includes('')) throw new InvalidArgumentError('It needs names with commas between them, and one is empty.')
  return [...before, ...parts]
}

/** The rules there are. */
export const RULE_IDS = RULES.map(({ id }) => id)

/** Collects rules, in capitals or not. */
export function collectRules(text: string, before: readonly string[] = []): readonly string[] {
  return collect(text.toUpperCase(), before).map((id) => oneOf(RULE_IDS, id, 'rule', 'rules'))
}

/** Collects severities, in capitals or not. */
export function collectSeverities(text: string, before: readonly string[] = []): readonly Severity[] {
  return collect(text.toLowerCase(), before).map((level) => oneOf(SEVERITIES, level, 'severity', 'severities'))
}

function oneOf<T extends string>(known: readonly T[], name: string, one: string, all: string): T {
  const found = known.find((each) => each === name)
  if (found === undefined)
    throw new InvalidArgumentError(`There is no ${one} ${name}. The ${all}: ${known.join(', ')}.`)
  return found
}
