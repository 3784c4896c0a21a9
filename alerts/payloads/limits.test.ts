import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EndpointType } from '../../schemas/config-endpoints.ts'
import { alertOf, AT, groupOf, messageOf } from '../alert-for-test.ts'
import { OCCASIONS, type Alert, type Occasion } from '../alert.ts'
import { dispatchOf } from '../kinds.ts'
import type { Message } from '../message.ts'
import { framesIn } from './frames-for-test.ts'
import { SHAPES } from './shapes-for-test.ts'

const TYPES = [...Object.keys(SHAPES), 'syslog'] as readonly EndpointType[]
/** What a tool takes in one request at the most: Microsoft: Webhooks (28 KB); PagerDuty: Events API v2 (512 KB). */
const LARGEST: Partial<Record<EndpointType, number>> = { teams: 28 * 1_024, pagerduty: 512 * 1_024 }
/** Receivers should take as much (RFC 5425, 4.3.1). */
const LARGEST_FRAME = 8_192

const NASTY = [
  '\u0000\u0001\u001f\u007f\u0085',
  'a\r\n<14>1 - - evil - - - CEF:0|x|x|1|x|x|10|',
  '\u202eevil\u2066\u200b\ufeff\u2028\u2029',
  '\ud800 \udc00x\udfff',
  '|=\\ \\| \\= \\\\ \\',
  ' act=closed externalId=other cs1=x',
  '<!channel> <@U1> <https://evil.example|click> &lt;!here&gt;',
  '[click](https://evil.example) **b** `c` <at>all</at>',
  '","alerts":[{}],"x":"',
  '${env:HOME} {{ .Labels }} $(id) `id`',
  '__proto__',
  '😀'.repeat(3_000),
  'é'.repeat(10_000),
  '|=\\"\n'.repeat(2_000),
  '='.repeat(10_000),
  '\\'.repeat(10_000),
  'x'.repeat(10_000),
]
const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 1, maxLength: 400 })
const text = fc.oneof(
  fc.constantFrom(...NASTY),
  units.map((codes) => String.fromCharCode(...codes)),
  fc.string({ unit: 'binary', minLength: 1 }),
)

/** A finding all of whose texts are so. */
const named = ([
  subject,
  issuer,
  owner,
  identity,
  workload,
  environment,
  chainRoot,
  tenant,
]: readonly string[]): Partial<Alert> => ({
  subject: subject!,
  issuer: issuer!,
  owner: owner!,
  identity: identity!,
  workload: workload!,
  environment: environment!,
  chainRoot: chainRoot!,
  tenant: tenant!,
})
const HARMLESS = Array.from({ length: 8 }, () => 'x')

/** Claims are read as they are before they are signed. */
const CAEP = {
  stream: { audience: 'https://idp.example', event: 'risk-level-change', credentialType: 'token' },
  transmitter: {
    issuer: 'https://lifespan.example',
    sign: (claims: object) => Promise.resolve(JSON.stringify(claims)),
    worstOf: () => null,
  },
} as const

async function bodyFor(type: EndpointType, message: Message): Promise<string> {
  const endpoint = { name: 'e', type, url: 'https://e', secrets: [], token: 'token', rate: 0, allowed: [], ...CAEP }
  return (await dispatchOf(endpoint, message, AT)).body
}

const messageFor = (texts: readonly string[], occasion: Occasion, together: boolean): Message => {
  const alert = alertOf(named(texts))
  const others = groupOf().members.map((member) => ({ ...member, alert: { ...member.alert, ...named(texts) } }))
  const group = groupOf({
    members: others,
    common: [
      ['owner', texts[2]!],
      ['chain_root', texts[6]!],
    ],
  })
  return messageOf({ occasion, alert, group: together ? group : null })
}

/** What a tool finds in what it is sent. Throws where that is nothing it takes. */
function readAs(type: EndpointType, body: string): unknown {
  if (type !== 'syslog') {
    SHAPES[type].parse(JSON.parse(body))
    return JSON.parse(body)
  }
  const frames = framesIn(body)
  if (frames.some(({ bytes }) => bytes > LARGEST_FRAME)) throw new Error('a frame is too long')
  return frames
}

/** What is in what, whatever is said there; texts that are cut off may be the same in all, and so be said in common. Throws where one is broken. */
function structureOf(value: unknown): unknown {
  if (typeof value === 'string' && !value.isWellFormed()) throw new Error('half a character is in it')
  if (Array.isArray(value)) return value.map(structureOf)
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.fromEntries(
    Object.entries(value).map(([name, inside]) => [name, name === 'commonAnnotations' || structureOf(inside)]),
  )
}

describe.each(TYPES)('whatever findings are called, %s', (type) => {
  test('takes them, and nothing in them is taken for something else', async () => {
    const texts = fc.array(text, { minLength: 8, maxLength: 8 })
    const property = fc.asyncProperty(
      texts,
      fc.constantFrom(...OCCASIONS),
      fc.boolean(),
      async (names, occasion, together) => {
        const body = await bodyFor(type, messageFor(names, occasion, together))
        const usual = await bodyFor(type, messageFor(HARMLESS, occasion, together))
        expect(Buffer.byteLength(body)).toBeLessThanOrEqual(LARGEST[type] ?? Infinity)
        expect(structureOf(readAs(type, body))).toEqual(structureOf(readAs(type, usual)))
      },
    )
    const each = (name: string): [string[], Occasion, boolean] => [
      Array.from({ length: 8 }, () => name),
      'opened',
      false,
    ]
    await fc.assert(property, { numRuns: 150 + NASTY.length, examples: NASTY.map(each) })
  })
})

test('as much as can be said of a finding has room in a CloudEvent that others pass on (CloudEvents: 64 KiB)', async () => {
  const longest = Array.from({ length: 8 }, () => 'é'.repeat(2_048))
  expect(Buffer.byteLength(await bodyFor('cloudevents', messageFor(longest, 'opened', false)))).toBeLessThan(65_536)
})
