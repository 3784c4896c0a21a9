import type { DatabaseSync } from 'node:sqlite'
import { isEnd, type Alert, type Occasion } from '../alert.ts'
import type { Millis } from '../../schemas/time.ts'
import type { Destination } from '../message.ts'
import { idOf } from './message-id.ts'
import type { Draft, Waiting } from './waiting.ts'

/** Whether an endpoint is told of something at all. */
export type IsHeard = (endpoint: string, occasion: Occasion, alert: Alert) => boolean

/** What an endpoint believes of a finding. */
export interface Belief {
  readonly endpoint: string
  readonly open: 0 | 1
  /** For the how manieth time it opened. */
  readonly episode: number
  readonly group_id: string
  /** How often something was said of it since. */
  readonly turn: number
}

/** What is said of a finding that stands. */
interface Said extends Pick<Belief, 'episode' | 'turn'> {
  readonly occasion: Occasion
  readonly now: Millis
  readonly group: string
}

/** What endpoints believe of findings, and the messages that it takes for them to believe something else. Each returns how many those are. */
export class Beliefs {
  readonly #waiting: Waiting
  readonly #isHeard: IsHeard
  readonly #of
  readonly #keep
  readonly #again
  readonly #never

  constructor(database: DatabaseSync, waiting: Waiting, isHeard: IsHeard) {
    this.#waiting = waiting
    this.#isHeard = isHeard
    this.#of = database.prepare('SELECT endpoint, open, episode, group_id, turn FROM told WHERE finding = ?')
    this.#keep = database.prepare('INSERT OR REPLACE INTO told VALUES (?, ?, ?, ?, ?, ?, ?)')
    this.#again = database.prepare(
      'SELECT told.*, alert FROM told JOIN finding ON id = finding WHERE again > 0 AND again <= ? ORDER BY again LIMIT ?',
    )
    this.#never = database.prepare('UPDATE told SET again = 0 WHERE finding = ? AND endpoint = ?')
  }

  /** What endpoints believe of a finding. */
  of({ id }: Alert): readonly Belief[] {
    return this.#of.all(id) as unknown as readonly Belief[]
  }

  /** Findings that are due to be said again, so many at the most: each with whom it is said. */
  due(now: Millis, most: number): readonly { readonly alert: Alert; readonly belief: Belief }[] {
    const rows = this.#again.all(now, most) as unknown as readonly (Belief & { readonly alert: string })[]
    return rows.map(({ alert, ...belief }) => ({ alert: JSON.parse(alert) as Alert, belief }))
  }

  /** A finding that is open: told for the first time, or that something of it is otherwise. What is held back is told as it has become. */
  stands(alert: Alert, to: Destination, belief: Belief | undefined, now: Millis): number {
    const held = this.#waiting.takeBack(alert.id, to.endpoint)
    const isNew = belief === undefined || (belief.open === 0 && (held === null || !isEnd(held)))
    const isFirst = isNew || held === 'opened'
    const turn = isFirst ? 0 : belief.turn + 1
    const occasion = isFirst ? 'opened' : 'changed'
    return this.#say(alert, to, { occasion, now, ...this.#episodeOf(to, isNew, belief), turn })
  }

  /** A finding that is over: told to an endpoint that heard of it. */
  ends(alert: Alert, { endpoint, episode, group_id: group }: Belief, occasion: Occasion, now: Millis): number {
    this.#keep.run(alert.id, endpoint, 0, episode, group, 0, 0)
    if (this.#waiting.takeBack(alert.id, endpoint) === 'opened') return 0
    const id = idOf('msg', [endpoint, alert.id, String(episode), alert.hash, 'over'])
    return this.#add({ id, endpoint, occasion, alert, at: now, from: 0, group })
  }

  /** A finding that is still open, where it goes there (null: it does so no more). */
  repeats(alert: Alert, to: Destination | null, belief: Belief, now: Millis): void {
    if (to === null || to.repeat === 0) return void this.#never.run(alert.id, belief.endpoint)
    const { episode, group_id: group, turn } = belief
    const said = { occasion: 'repeated', now, episode, group, turn: turn + 1 } as const
    // Who has not heard the last of it yet hears that first.
    if (this.#waiting.isUnderWay(alert.id, belief.endpoint)) this.#believe(alert, to, said)
    else this.#say(alert, to, said)
  }

  /** Who was told of a finding in one group is told of it there until it is over. */
  #episodeOf({ endpoint, group }: Destination, isNew: boolean, belief: Belief | undefined) {
    if (!isNew && belief !== undefined) return { episode: belief.episode, group: belief.group_id }
    const inGroup = group === null ? '' : this.#waiting.groupOf(endpoint, group)
    return { episode: (belief?.episode ?? 0) + 1, group: inGroup }
  }

  #say(alert: Alert, to: Destination, said: Said): number {
    const { endpoint, from } = to
    const { occasion, now, episode, group, turn } = said
    this.#believe(alert, to, said)
    const parts = [endpoint, alert.id, String(episode), alert.hash, 'open', ...(turn > 0 ? [String(turn)] : [])]
    return this.#add({ id: idOf('msg', parts), endpoint, occasion, alert, at: now, from, group })
  }

  #add(draft: Draft): number {
    if (!this.#isHeard(draft.endpoint, draft.occasion, draft.alert)) return 0
    return Number(this.#waiting.add(draft))
  }

  #believe(alert: Alert, { endpoint, repeat }: Destination, { now, episode, group, turn }: Said): void {
    this.#keep.run(alert.id, endpoint, 1, episode, group, repeat === 0 ? 0 : now + repeat, turn)
  }
}
