import type { HistoryEvent } from '../history.ts'
import { Life, saysCredential } from './life.ts'
import { DEEPEST } from './numbers.ts'
import { Ownership } from './ownership.ts'

/** All events of a history, and the questions that concern more than one credential. Knows no rows and no order. */
export class World {
  readonly events: readonly HistoryEvent[]
  readonly ownership: Ownership
  /** Of every credential that any event names as its own. */
  readonly lives: ReadonlyMap<string, Life>
  #depths: ReadonlyMap<string, number> | undefined

  constructor(events: readonly HistoryEvent[]) {
    this.events = events.filter(isFact)
    this.ownership = new Ownership(this.events)
    const names = new Set(this.events.filter(saysCredential).map(({ credential }) => credential))
    this.lives = new Map([...names].map((name) => [name, new Life(name, this)]))
  }

  /** Identities that credentials were issued to. */
  get identities(): ReadonlySet<string> {
    const said = this.events.filter(({ type }) => type === 'credential.issued').map(({ identity }) => identity)
    return new Set(said.filter((identity) => identity !== undefined))
  }

  parents(name: string): ReadonlySet<string> {
    return this.lives.get(name)?.parents ?? new Set()
  }

  parentsOfSameIssuer(name: string): ReadonlySet<string> {
    const issuer = this.lives.get(name)?.issuer
    return new Set([...this.parents(name)].filter((parent) => this.lives.get(parent)?.issuer === issuer))
  }

  /** All that can be reached over parents; the credential itself too, where there is a cycle. */
  above(name: string, parents: (name: string) => ReadonlySet<string>): ReadonlySet<string> {
    const reached = new Set<string>()
    const ahead = [...parents(name)]
    for (let next; (next = ahead.pop()) !== undefined;) {
      if (reached.has(next)) continue
      reached.add(next)
      ahead.push(...parents(next))
    }
    return reached
  }

  revocationsOf(names: Iterable<string>): readonly number[] {
    return [...names].flatMap((name) => this.lives.get(name)?.revocations ?? [])
  }

  depth(name: string): number {
    this.#depths ??= this.#settleDepths()
    return this.#depths.get(name) ?? 0
  }

  /** The least fixed point of "one more than the deepest parent, if the principal changes", up to the deepest that counts. */
  #settleDepths(): ReadonlyMap<string, number> {
    const depths = new Map<string, number>()
    for (let settled = false; !settled;) {
      settled = true
      for (const [name, life] of this.lives) {
        const above = Math.max(0, ...[...life.parents].map((parent) => depths.get(parent) ?? 0))
        const depth = Math.min(DEEPEST, above + (life.changesPrincipal ? 1 : 0))
        if (depth !== (depths.get(name) ?? 0)) settled = false
        depths.set(name, depth)
      }
    }
    return depths
  }
}

/** A refused use, and an issuance or a renewal that failed, are no facts about a life. */
function isFact({ type, ok, outcome }: HistoryEvent): boolean {
  const failed = ok === false && (type === 'credential.issued' || type === 'credential.renewed')
  return !failed && outcome !== 'refused'
}
