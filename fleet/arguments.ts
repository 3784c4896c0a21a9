import { parseArgs } from 'node:util'
import { hour } from './story.ts'

export const help = `The simulated fleet: CI jobs, pods, functions and agents that say over OTLP what becomes of their credentials.

  node fleet/main.ts [options]

  --endpoint URL   where OTLP over HTTP is received   (http://127.0.0.1:4318)
  --seed N         which fleet                        (1)
  --history H      back-dated first, as 6h; 0h: none  (6h)
  --start TIME     when the history begins, RFC 3339  (so long ago that it ends now)
  --rate N         how busy the live part is          (1: some spans a second)
  --once           the history alone, then exit
  --json           one line of JSON on standard output for each misdeed
  --tethered       stop when standard input closes
  --help           this
`

/** What the command line asks for. */
export interface Options {
  readonly endpoint: string
  readonly seed: number
  readonly hours: number
  readonly start: number
  readonly rate: number
  readonly once: boolean
  readonly json: boolean
  readonly tethered: boolean
  readonly help: boolean
}

const flags = {
  endpoint: { type: 'string', default: 'http://127.0.0.1:4318' },
  seed: { type: 'string', default: '1' },
  history: { type: 'string', default: '6h' },
  start: { type: 'string' },
  rate: { type: 'string', default: '1' },
  once: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  tethered: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

/** Reads the command line; throws what a person can act on. */
export function parseArguments(args: string[], now: number): Options {
  const { values } = parseArgs({ args, options: flags, strict: true })
  const hours = hoursOf(values.history)
  const start = values.start === undefined ? now - Math.round(hours * hour) : Date.parse(values.start)
  if (Number.isNaN(start)) throw new TypeError(`--start ${values.start}: not a time such as 2026-11-25T08:00:00Z`)
  if (start + hours * hour > now) throw new RangeError('--start: the history would end in the future')
  const { once, json, tethered } = values
  const seed = numberOf('--seed', values.seed)
  const rate = numberOf('--rate', values.rate)
  if (!(rate > 0 && rate <= 1000)) throw new RangeError(`--rate ${rate}: above 0, and at most 1000`)
  return { endpoint: urlOf(values.endpoint), seed, hours, start, rate, once, json, tethered, help: values.help }
}

function hoursOf(text: string): number {
  const [, amount, unit = 'h'] = /^(\d+(?:\.\d+)?)([hd])?$/.exec(text) ?? []
  const hours = Number(amount) * (unit === 'd' ? 24 : 1)
  if (hours === 0 || (hours >= 1 && hours <= 30 * 24)) return hours
  throw new RangeError(`--history ${text}: as 6h or 2d, at least 1h (0h: none), at most 30d`)
}

function numberOf(flag: string, text: string): number {
  const number = Number(text)
  if (text.trim() === '' || !Number.isFinite(number)) throw new TypeError(`${flag} ${text}: not a number`)
  return number
}

function urlOf(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text))
    throw new TypeError(`--endpoint ${text}: as http://127.0.0.1:4318`)
  return text
}
