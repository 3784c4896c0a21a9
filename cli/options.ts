import { InvalidArgumentError, Option } from 'commander'
import { parseRfc3339, toMillis, type Millis } from '../schemas/time.ts'
import type { PortChoice } from './system/system.ts'

/** `--data`, as every command has it. */
export const dataOption = () =>
  new Option(
    '--data <directory>',
    'where Lifespan keeps its data (environment: LIFESPAN_DATA; default: ./lifespan-data)',
  )

/** Parses a port of the command line: named, so that it is an error where it is taken. */
export function parsePort(text: string): PortChoice {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('A port is a whole number from 0 (any free one) to 65535.')
  return { port, named: port !== 0 }
}

/** Parses a moment of the command line, in ms. */
export function parseMoment(text: string): Millis {
  const nanos = parseRfc3339(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text)
  if (nanos === null)
    throw new InvalidArgumentError('A time looks like 2026-11-25T08:00:00Z (RFC 3339, with its zone).')
  return toMillis(nanos)
}

/** Collects an option that may be given several times, or with commas. */
export function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [
    ...before,
    ...text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  ]
}
