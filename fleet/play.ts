import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { createAgenda } from './agenda.ts'
import type { Emitter } from './emit.ts'
import { liveStories } from './live.ts'
import { second } from './story.ts'
import type { Expected, FleetEvent } from './story.ts'

const chunk = 500
const tick = 100
const lookahead = 1000
const mostInTick = 2000

/** The directory's facts, and all others: a feed is there before those who ask it, or much seems to have no owner at first. */
export function ownersFirst(events: readonly FleetEvent[]): [owners: FleetEvent[], others: FleetEvent[]] {
  return [events.filter(isOfOwners), events.filter((event) => !isOfOwners(event))]
}

function isOfOwners({ name }: FleetEvent): boolean {
  return name.startsWith('owner.')
}

/**
 * Sends what is past, in order and in pieces, each of them delivered before the next; says whether all was.
 * A piece that the SDK gave up is the end of it, or, if it is to insist, is said again until it is delivered.
 */
export async function playPast(
  emitter: Emitter,
  events: readonly FleetEvent[],
  { insist, stop }: { insist: boolean; stop: AbortSignal },
): Promise<boolean> {
  const stopped = once(stop, 'abort')
  for (let first = 0; first < events.length && !stop.aborted;) {
    const { failed } = emitter.delivery
    for (const event of events.slice(first, first + chunk)) emitter.emit(event)
    await Promise.race([emitter.flush(), stopped])
    if (emitter.delivery.failed === failed) first += chunk
    else if (!insist) return false
    else await pause(second, stop)
  }
  return !stop.aborted
}

/** Plays on in real time until it is told to stop. What the live part has behind it at its start is sent at once. */
export async function playOn(
  { emitter, seed, rate }: { emitter: Emitter; seed: number; rate: number },
  committed: (expected: Expected) => void,
  stop: AbortSignal,
): Promise<void> {
  const start = Date.now()
  const stopped = once(stop, 'abort')
  const agenda = createAgenda<() => void>()
  const stories = liveStories(seed, start, rate)
  let next = stories.next().value
  const hear = (until: number) => {
    for (; next.at <= until; next = stories.next().value) {
      for (const event of next.story.events) agenda.add(event.at, () => emitter.emit(event))
      for (const each of next.story.expected) agenda.add(each.committed, () => committed(each))
    }
  }
  hear(start)
  for (let due = agenda.due(start, chunk); due.length > 0 && !stop.aborted; due = agenda.due(start, chunk)) {
    for (const act of due) act()
    await Promise.race([emitter.flush(), stopped])
  }
  while (!stop.aborted) {
    hear(Date.now() + lookahead)
    for (const act of agenda.due(Date.now(), mostInTick)) act()
    await pause(tick, stop)
  }
}

async function pause(duration: number, stop: AbortSignal): Promise<void> {
  await sleep(duration, undefined, { signal: stop }).catch(() => {})
}
