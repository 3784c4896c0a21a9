import type { Attributes } from '@opentelemetry/api'
import type { Random } from './random.ts'

/** The three ways an event travels in OpenTelemetry: a span of that name, an event on another span, a log record. */
export type Carrier = 'span' | 'span event' | 'log'

/** Who reports: one running process, told apart by its resource. */
export interface Source {
  readonly resource: Attributes
}

/** One thing that happened, and how its reporter says so. Times are milliseconds since the epoch. */
export interface FleetEvent {
  readonly at: number
  readonly from: Source
  readonly carrier: Carrier
  /** The event's name; for ordinary traffic the span's, or the log record's text. */
  readonly name: string
  readonly attributes: Attributes
  /** The `error.type`, where it failed. */
  readonly failure?: string
  /** For a span event: the name of the span around it. */
  readonly within?: string
  /** Ordinary traffic, which says nothing of credentials, workloads or owners. */
  readonly ordinary?: true
}

/** The rules that the fleet offends on purpose. */
export type RuleId = 'L01' | 'L02' | 'L03' | 'C01' | 'C04' | 'C05' | 'G01' | 'G02'

/** When a finding is seen, since when and until when it holds. */
export interface Interval {
  readonly appears: number
  readonly since: number
  /** `null` is never. */
  readonly until: number | null
  /** The time of the last event that it needs. */
  readonly committed: number
}

/** A finding that must be found. It follows from the story's own design; nothing here judges. */
export interface Expected extends Interval {
  readonly rule: RuleId
  /** `issuer` in the one form of `semantics.md`; `null` for an identity, as in the findings' JSON. */
  readonly subject: { readonly kind: 'credential' | 'identity'; readonly issuer: string | null; readonly id: string }
}

/** What happened, and what must be found of it. */
export interface Story {
  readonly events: readonly FleetEvent[]
  readonly expected: readonly Expected[]
}

/** What a story is told from: its chance, the moment it turns on, and whether it plays in real time. */
export interface Scene {
  readonly random: Random
  /** The moment that matters: a workload's end, an issuance. Other times follow from it. */
  readonly anchor: number
  /** In real time lives are 15 times as short, so that there is something to see. */
  readonly live: boolean
}

/** A story's teller. The same scene gives the same story. */
export type Teller = (scene: Scene) => Story

export const second = 1000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour

/** How many times as short lives are in real time. */
export const haste = 15

/** Draws how long a life lasts, between two durations. */
export function lifetime({ random, live }: Scene, from: number, to: number): number {
  return Math.round(random.between(from, to) / (live ? haste : 1))
}

/** Evenly spread moments with a little chance in them, strictly between two others, in order. */
export function moments(random: Random, count: number, from: number, to: number): number[] {
  const step = (to - from) / (count + 1)
  return Array.from({ length: count }, (_, i) => Math.round(from + step * (i + 0.6 + 0.7 * random.next())))
}
