import { Engine, type FindingChange } from '../../../../correlator/engine/engine.ts'
import { RULES } from '../../../../correlator/rules/index.ts'
import type { Publication } from '../../../../correlator/engine/published.ts'
import { KEY_WORDS } from '../../../../schemas/keys.ts'
import type { Share } from '../../../../schemas/partition.ts'
import { DEFAULT_POLICY } from '../../../../schemas/policy.ts'
import { Board } from '../../../histories/replay.ts'

/** A sink of what the engine of one partition publishes, from which another engine learns what stands. */
export class ShareBoard extends Board {
  readonly #share: Share
  readonly #published = new Map<string, Publication>()

  constructor(share: Share) {
    super(RULES)
    this.#share = share
    this.engine = new Engine(RULES, DEFAULT_POLICY, share)
  }

  override look(now: number): readonly FindingChange[] {
    const changes = super.look(now)
    for (const change of changes) this.#note(change)
    return changes
  }

  /** A new engine, which knows what was published and nothing else. */
  takeOver(): void {
    this.engine = new Engine(RULES, DEFAULT_POLICY, this.#share)
    for (const publication of this.#published.values()) this.engine.learn(publication)
  }

  #note({ rule, kind, row, verdict, version, activity }: FindingChange): void {
    const key = new Uint32Array(KEY_WORDS)
    this.engine.state[kind].key(row, key, 0)
    const publication = { rule: RULES.indexOf(rule), kind, key, verdict, version, stands: activity !== 'retract' }
    this.#published.set(`${rule.id} ${kind} ${key.join(' ')}`, publication)
  }
}
