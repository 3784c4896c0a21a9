import fc from 'fast-check'

/** One record of a request: what it is decides what it comes to. */
export type Unit =
  | { readonly kind: 'good' | 'again' }
  /** A span of no interest, or one of ours, with events in it: of ours, and not. */
  | { readonly kind: 'ordinary' | 'telling'; readonly ours: number; readonly others: number }
  | { readonly kind: 'bad'; readonly how: number }

/** One line of a file. */
export type Line = 'use' | 'issuance' | 'again' | 'behind NULs' | 'ignored' | 'unknown' | 'no JSON' | 'bad time'

/** One thing that a source sends. */
export type Step =
  | {
      readonly kind: 'request'
      readonly signal: 'traces' | 'logs'
      readonly encoding: 'protobuf' | 'json'
      readonly gzip: boolean
      readonly units: readonly Unit[]
    }
  | { readonly kind: 'spoiled'; readonly how: number }
  | { readonly kind: 'file'; readonly form: 'plain' | 'gzip' | 'cut'; readonly lines: readonly Line[] }
  /** So many bad records in one request: more than are listed. */
  | { readonly kind: 'flood'; readonly records: number }

/** What one source sends: groups of what comes at the same time. */
export type Plan = readonly (readonly Step[])[]

const few = fc.nat(3)
const unit: fc.Arbitrary<Unit> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<Unit>({ kind: 'good' }, { kind: 'again' }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('ordinary', 'telling'), ours: few, others: few }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('bad'), how: fc.nat() }) },
)

const request: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('request'),
  signal: fc.constantFrom('traces', 'logs'),
  encoding: fc.constantFrom('protobuf', 'json'),
  gzip: fc.boolean(),
  units: fc.array(unit, { maxLength: 8 }),
})

const line = fc.constantFrom<Line>(
  'use',
  'issuance',
  'again',
  'behind NULs',
  'ignored',
  'unknown',
  'no JSON',
  'bad time',
)
const file: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('file'),
  form: fc.constantFrom('plain', 'gzip', 'cut'),
  lines: fc.array(line, { minLength: 1, maxLength: 8 }),
})

const step = fc.oneof(
  { weight: 6, arbitrary: request },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('spoiled'), how: fc.nat() }) },
  { weight: 2, arbitrary: file },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('flood'),
      records: fc.integer({ min: 1, max: 1_300 }),
    }),
  },
)

/** What sources may send. */
export const plan: fc.Arbitrary<Plan> = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 4,
})
