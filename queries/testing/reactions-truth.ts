import { formatRfc3339, HOUR, type Millis } from '../../schemas/time.ts'
import { endOf, firstTold, type Case } from './reactions.ts'

export type By = 'owner' | 'issuer' | 'environment'

interface Told extends Case {
  readonly first: Millis
  readonly end: ReturnType<typeof endOf>
}

/** A row that is expected. */
type Row = Readonly<Record<string, unknown>>
type Answer = (some: readonly Told[]) => readonly Row[]

/** What a question says of each group, and of all together, by what was told until a moment. */
function grouped(cases: readonly Case[], by: By, at: Millis, answer: Answer): readonly Row[] {
  const told = toldBy(cases, at)
  if (told.length === 0) return []
  const groups = [...Map.groupBy(told, (one) => one[by] || null)]
  const named = groups.flatMap(([name, some]) => answer(some).map((row) => ({ by, name, ...row })))
  return [...named, ...answer(told).map((row) => ({ by: 'all', name: null, ...row }))]
}

function toldBy(cases: readonly Case[], at: Millis): readonly Told[] {
  return cases.flatMap((one) => {
    const first = firstTold(one, at)
    return first === null ? [] : [{ ...one, first, end: endOf(one) }]
  })
}

const count = (some: readonly Told[], is: (one: Told) => boolean) => some.filter(is).length
const endedBy = (how: 'revocation' | 'expiry') => (one: Told) => one.end.by === how
const wasValid = ({ first, end }: Told) => first < end.at
const iso = (at: Millis) => (Number.isFinite(at) ? formatRfc3339(at) : null)

/** The rows of `still-valid-after-notification`, with an exact share. */
export function stillValid(cases: readonly Case[], by: By, at: Millis, hours: readonly number[]): readonly Row[] {
  return grouped(cases, by, at, (some) => hours.map((after) => ({ after_h: after, ...validAfter(some, after, at) })))
}

function validAfter(some: readonly Told[], hours: number, at: Millis): Row {
  const live = some.filter(wasValid)
  const counted = live.filter(({ first }) => first + hours * HOUR <= at)
  const gone = counted.filter(({ first, end }) => end.at <= first + hours * HOUR)
  const valid = counted.length - gone.length
  return {
    told: counted.length,
    still_valid: valid,
    still_valid_percent: counted.length === 0 ? null : (100 * valid) / counted.length,
    revoked: count(gone, endedBy('revocation')),
    expired: count(gone, endedBy('expiry')),
    too_recent: live.length - counted.length,
    ended_before: some.length - live.length,
  }
}

/** The rows of `time-to-revoke`. */
export function timeToRevoke(cases: readonly Case[], by: By, at: Millis): readonly Row[] {
  return grouped(cases, by, at, (some) => {
    const live = some.filter(wasValid)
    const ended = live.filter(({ end }) => end.at <= at)
    const revoked = ended.filter(endedBy('revocation'))
    const took = revoked.map(({ first, end }) => (end.at - first) / 1_000).toSorted((one, other) => one - other)
    const p = (share: number) => took[Math.floor(took.length * share)] ?? null
    return [
      {
        told: live.length,
        revoked: took.length,
        p50_s: p(0.5),
        p95_s: p(0.95),
        expired: count(ended, endedBy('expiry')),
        still_valid: live.length - ended.length,
        ended_before: some.length - live.length,
      },
    ]
  })
}

/** The rows of `never-reacts`. */
export function neverReacts(
  cases: readonly Case[],
  by: By,
  at: Millis,
  { within, least }: { readonly within: number; readonly least: number },
): readonly Row[] {
  const deadline = ({ first }: Told) => first + within * HOUR
  const rows = grouped(cases, by, at, (some) => {
    const known = some.map((one) => (one.end.at <= at ? one : { ...one, end: { ...one.end, at: Infinity } }))
    const inTime = known.filter((one) => wasValid(one) && one.end.at <= deadline(one))
    const ignored = known.filter((one) => deadline(one) <= at && one.end.at > deadline(one))
    if (inTime.some(endedBy('revocation')) || ignored.length < least) return []
    return [ignoredRow(ignored)]
  })
  return rows.filter((row) => row['by'] !== 'all').map(({ name, ...row }) => ({ name, ...without(row, 'by') }))
}

function ignoredRow(ignored: readonly Told[]): Row {
  const times = ignored.map(({ first }) => first)
  const ended = ignored.filter(({ end }) => end.at < Infinity)
  return {
    ignored: ignored.length,
    told_first: iso(Math.min(...times)),
    told_last: iso(Math.max(...times)),
    still_valid: ignored.length - ended.length,
    revoked_later: count(ended, endedBy('revocation')),
    expired_later: count(ended, endedBy('expiry')),
  }
}

const without = (row: Row, name: string): Row => Object.fromEntries(Object.entries(row).filter(([key]) => key !== name))
