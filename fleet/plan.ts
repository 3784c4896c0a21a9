import { groundwork } from './owners.ts'
import { createRandom } from './random.ts'
import type { Random } from './random.ts'
import { innocents, misdeeds, ordinary } from './repertoire.ts'
import type { Piece } from './repertoire.ts'
import { hour } from './story.ts'
import type { Expected, FleetEvent, RuleId, Story } from './story.ts'

/** A history that is over: what happened in it, and what must be found of it, nothing else. */
export interface Plan {
  readonly seed: number
  readonly start: number
  readonly end: number
  /** By time. Facts about owners reach back months before the start. */
  readonly events: readonly FleetEvent[]
  /** By since, rule and subject. Each one has appeared before the end. */
  readonly expected: readonly Expected[]
}

/** What a receiver must count: the carriers, and how many of them say something of ours. */
export interface Carriers {
  readonly spans: number
  readonly spanEvents: number
  readonly logs: number
  readonly ours: number
}

/**
 * The history of a seed and a start: a pure function of its arguments. Zero hours are the owners alone; else at least one is needed.
 */
export function planHistory(seed: number, start: number, hours: number): Plan {
  if (hours !== 0 && !(hours >= 1)) throw new RangeError('a history needs at least one hour (or none at all)')
  const end = start + Math.round(hours * hour)
  const random = createRandom(`${seed}/${start}`)
  const stories = hours === 0 ? [] : tellAll(random, start, end)
  const events = [...groundwork(random.fork('owners'), start), ...stories.flatMap((story) => story.events)]
  const expected = stories.flatMap((story) => story.expected)
  return { seed, start, end, events: events.sort((a, b) => a.at - b.at), expected: expected.sort(bySinceRuleSubject) }
}

function tellAll(random: Random, start: number, end: number): Story[] {
  const hours = (end - start) / hour
  const counted = [
    ...misdeeds,
    ...innocents,
    ...ordinary.map((each) => ({ ...each, times: Math.round(each.hourly * hours) })),
  ]
  return counted.flatMap((each) =>
    Array.from({ length: each.times }, (_, turn) =>
      tellOne(each, random.fork(`${each.tell.name}/${turn}`), start, end),
    ),
  )
}

function tellOne({ tell, before, after }: Piece, random: Random, start: number, end: number): Story {
  return tell({ random, anchor: random.between(start + before, end - after), live: false })
}

const bySinceRuleSubject = (a: Expected, b: Expected) =>
  a.since - b.since || compare(a.rule, b.rule) || compare(a.subject.id, b.subject.id)

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** How many carriers a plan's events make on the wire. */
export function countCarriers(events: readonly FleetEvent[]): Carriers {
  const spanEvents = events.filter((event) => event.carrier === 'span event').length
  const logs = events.filter((event) => event.carrier === 'log').length
  const ours = events.filter((event) => event.ordinary !== true).length
  return { spans: events.length - logs, spanEvents, logs, ours }
}

/** How many findings each rule must have. */
export function countRules(expected: readonly Expected[]): Record<RuleId, number> {
  const count: Record<RuleId, number> = { L01: 0, L02: 0, L03: 0, C01: 0, C04: 0, C05: 0, G01: 0, G02: 0 }
  for (const { rule } of expected) count[rule]++
  return count
}
