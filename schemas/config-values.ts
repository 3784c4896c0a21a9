import { z } from 'zod'
import { LEAST_DAYS, MOST_DAYS } from './ddl/retention.ts'
import { parseDuration } from './durations.ts'
import { normaliseIssuer } from './issuer.ts'
import { DAY, parseRfc3339, toMillis, type Millis } from './time.ts'

/** A text that means something else, or in words what is wrong with it. */
function meaning<T>(read: (text: string) => { readonly is: T } | string) {
  return z.string().transform((text, context) => {
    const found = read(text)
    if (typeof found !== 'string') return found.is
    context.addIssue({ code: 'custom', message: found })
    return z.NEVER
  })
}

/** A reference may stand in place of any value. */
const REFERENCE = '^\\$\\{(env|file):.+\\}$'
const LENGTH = `^\\d+(\\.\\d+)? ?[A-Za-z]+$|${REFERENCE}`

/** A length of time as people write it. */
export const Duration = meaning<Millis>((text) => {
  const millis = parseDuration(text)
  return typeof millis === 'string' ? millis : { is: millis }
}).meta({ type: 'string', pattern: LENGTH, examples: ['30s', '5m', '1d'] })

/** A moment (RFC 3339), ms. */
export const Moment = meaning<Millis>((text) => {
  const nanos = parseRfc3339(text)
  return nanos === null ? 'is no moment: one looks like 2026-11-27T22:00:00Z' : { is: toMillis(nanos) }
}).meta({ type: 'string', examples: ['2026-11-27T22:00:00Z'] })

/** How many days something is kept; 0 = for ever. */
export const Days = meaning((text) => {
  if (text === 'forever') return { is: 0 }
  const millis = parseDuration(/^\d+$/.test(text) ? '' : text)
  const days = typeof millis === 'string' ? NaN : millis / DAY
  if (Number.isInteger(days) && days >= LEAST_DAYS && days <= MOST_DAYS) return { is: days }
  return `is no such number of days: write ${LEAST_DAYS}d, 400d or any up to ${MOST_DAYS}d, or forever`
}).meta({ type: 'string', pattern: `^(\\d+ ?d(ays)?|forever)$|${REFERENCE}` })

function whole(least: number, most: number) {
  const read = (text: string) => {
    const is = /^\d{1,6}$/.test(text) ? Number(text) : NaN
    return is >= least && is <= most ? { is } : `is no whole number from ${least} to ${most}`
  }
  return meaning(read).meta({ type: ['integer', 'string'], pattern: REFERENCE, minimum: least, maximum: most })
}

/** A whole number, from the least to the most. */
export const Whole = whole

/** A port; 0 is any free one. */
export const Port = whole(0, 65_535)

/** A truth. */
export const Truth = meaning((text) => {
  if (text === 'true' || text === 'false') return { is: text === 'true' }
  return 'is neither true nor false'
}).meta({ type: ['boolean', 'string'], pattern: REFERENCE })

/** A text that is better referred to than written: a secret, or one of many lines. */
export const reference = (description: string) =>
  z
    .string()
    .optional()
    .meta({ description, examples: ['${file:PATH}', '${env:NAME}'] })

/** The name of a file or directory. */
export const FileName = z
  .string()
  .min(1, 'is empty')
  .max(4_096, 'is longer than 4,096 characters')
  .refine(
    (text) => text === text.trim() && !/\p{Cc}/u.test(text),
    'has a space or line break at an end, or a character that no name has',
  )

const ADDRESS = /^https?:\/\/(?:[^@\s/]*@)?(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?\/?$/i

const BEYOND = 'names a port beyond 65535'

/** The address of a server. */
export const Address = z
  .string()
  .regex(ADDRESS, 'is no address: one looks like http://127.0.0.1:8123')
  .refine((address) => Number(/:(\d+)\/?$/.exec(address)?.[1] ?? 0) < 2 ** 16, BEYOND)

const ENDPOINT = /^https?:\/\/(?:[^@\s/]*@)?(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?(?:\/[\w./~-]*)?$/i

/** Where something is sent: an address, with a path or without. */
export const Endpoint = z
  .string()
  .regex(ENDPOINT, 'is no address: one looks like http://collector.example:4318')
  .refine((address) => Number(/^\w+:\/\/[^/]*:(\d+)(?:\/|$)/.exec(address)?.[1] ?? 0) < 2 ** 16, BEYOND)

/** Several, with commas, spaces or line breaks between them. */
const listed = (text: string) => text.split(/[\s,]+/).filter((part) => part !== '')

/** What a bearer token consists of (RFC 6750), and so long that nobody guesses it. */
const TOKEN = /^[\w.~+/-]{16,512}={0,2}$/

/** Tokens, one or several; what is wrong with one never repeats it. */
export const Tokens = meaning<readonly string[]>((text) => {
  const is = listed(text)
  if (is.length > 0 && is.every((token) => TOKEN.test(token))) return { is }
  return is.length === 0
    ? 'is empty'
    : 'is no token: one has 16 to 512 letters, digits or - . _ ~ + /: make one with openssl rand -hex 32'
}).meta({ type: 'string' })

const BROKER = /^(?:[\w.-]+|\[[\da-f:.]+\]):\d{1,5}$/i

/** Kafka's brokers, `host:port` each. */
export const Brokers = meaning<readonly string[]>((text) => {
  const is = listed(text)
  const strange = is.find(
    (broker) => !BROKER.test(broker) || Number(broker.slice(broker.lastIndexOf(':') + 1)) >= 2 ** 16,
  )
  if (is.length > 0 && strange === undefined) return { is }
  return strange === undefined ? 'is empty' : `names ${strange}, which is no broker: one looks like kafka-1:9092`
}).meta({ type: 'string' })

const ARCHIVISTS = ['clickhouse', 'lifespan'] as const

/** Who archives the log. */
export const ArchivedBy = meaning<(typeof ARCHIVISTS)[number]>((text) => {
  const is = ARCHIVISTS.find((one) => one === text)
  return is === undefined ? `is neither of ${ARCHIVISTS.join(' and ')}` : { is }
}).meta({ type: 'string', enum: [...ARCHIVISTS] })

const KEY = /^[\w.~+/-]{32,512}={0,2}$/

/** What keys are made of. What is wrong with one never repeats it. */
export const KeyText = z
  .string()
  .regex(KEY, 'is no key: one has 32 to 512 letters, digits or - . _ ~ + /: make one with openssl rand -hex 32')

const HOST = /^[\w.:-]{1,255}$/

/** An interface to listen on. */
export const Host = z.string().regex(HOST, 'is no address: write 127.0.0.1, 0.0.0.0, :: or a name')

const MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512', 'oauthbearer'] as const

/** One of Kafka's ways to log in. */
export const Mechanism = meaning<(typeof MECHANISMS)[number]>((text) => {
  const is = MECHANISMS.find((one) => one === text.toLowerCase())
  return is === undefined ? `is no mechanism: there are ${MECHANISMS.join(', ')}` : { is }
}).meta({ type: 'string', enum: [...MECHANISMS] })

const STRANGE = /[?{}]|\[[^:\]]*\]/

/** What a glob on issuers can't mean, in words, or null. */
function nonsense(text: string): string | null {
  if (text === '' || text !== text.trim() || /\p{Cc}/u.test(text))
    return 'is no glob: it is empty, or has a space at an end'
  if (text.includes('**')) return 'is no glob: one * stands for any text, two say nothing more'
  if (STRANGE.test(text)) return 'is no glob: * stands for any text, and nothing else is special'
  const issuer = normaliseIssuer(text.replaceAll('*', ''))
  if (!text.includes('*') && issuer !== text) return `matches no issuer: this one is called ${issuer}`
  const lower = /^(AWS|K8S|VAULT)(?=[-:*]|$)/i.exec(text)?.[0]
  if (lower !== undefined && lower !== lower.toLowerCase()) return `matches no issuer: write ${lower.toLowerCase()}`
  return text.startsWith('arn:') ? 'matches no issuer: an ARN is of the issuer aws, aws-cn, …' : null
}

/** A glob on issuers. */
export const IssuerGlob = z
  .string()
  .max(2_048, 'is longer than 2,048 characters')
  .superRefine((text, context) => {
    const message = nonsense(text)
    if (message !== null) context.addIssue({ code: 'custom', message })
  })
