import { Engine, type FindingChange } from '../../../../correlator/engine/engine.ts'
import { RULES } from '../../../../correlator/rules/index.ts'
import type { SubjectKind } from '../../../../schemas/findings.ts'
import { KEY_WORDS } from '../../../../schemas/keys.ts'
import type { Share } from '../../../../schemas/partition.ts'
import { DEFAULT_POLICY } from '../../../../schemas/policy.ts'
import { Board } from '../../../histories/replay.ts'

/** What was published last of one finding. */
interface Publication extends Pick<FindingChange, 'verdict' | 'version'> {
  readonly rule: number
  readonly kind: SubjectKind
  readonly key: Uint32Array
  readonly stands: boolean
}

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
    const { state, published } = this.engine
    for (const { rule, kind, key, verdict, version, stands } of this.#published.values()) {
      const entry = published.entry(state[kind], state[kind].row(key, 0), rule)
      published.publish(entry, verdict, stands, version)
    }
  }

  #note({ rule, kind, row, verdict, version, activity }: FindingChange): void {
    const key = new Uint32Array(KEY_WORDS)
    this.engine.state[kind].key(row, key, 0)
    const publication = { rule: RULES.indexOf(rule), kind, key, verdict, version, stands: activity !== 'retract' }
    this.#published.set(`${rule.id} ${kind} ${key.join(' ')}`, publication)
  }
}
