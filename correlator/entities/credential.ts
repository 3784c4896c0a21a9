import { credential } from '../../schemas/entities.ts'
import { DEPTH_CAP, issuerPolicy, PRIVILEGE_DEFAULT, type IssuerPolicy, type Policy } from '../../schemas/policy.ts'
import { NEVER, UNKNOWN, type Millis } from '../../schemas/time.ts'
import { ownColumns, parentColumns } from './layout.ts'
import { LAYOUTS } from './layouts.ts'
import { goneEpisodes, type Episode } from './ownership.ts'
import type { Pages } from './pages.ts'
import { readerOf, type Reader, type RowOf } from './reader.ts'
import type { State } from './state.ts'

type Columns = (typeof credential)['columns']
type ToldByParent = 'p_expires' | 'p_identity' | 'p_depth' | 'lineage_revoked' | 'cascade_revoked'
type OwnRow = RowOf<Omit<Columns, ToldByParent | 'first_received'>>
type ParentRow = RowOf<Pick<Columns, ToldByParent>>

const OwnReader = readerOf(ownColumns(credential), LAYOUTS.credential.cells) as unknown as new (
  rows: Pages,
) => Reader & OwnRow
const ParentReader = readerOf(parentColumns(credential), LAYOUTS.parent_part.cells) as unknown as new (
  rows: Pages,
) => Reader & ParentRow

/** What is told where nobody tells: absent, each column in its way. */
const UNTOLD: ParentRow = {
  p_expires: UNKNOWN,
  p_identity_min: 0,
  p_identity_max: 0,
  p_depth: 0,
  lineage_revoked: NEVER,
  cascade_revoked: NEVER,
}

/** A credential's row as the rules read it: its columns, and what rules.md derives from them, by the same names as in the SQL. */
export class Credential extends OwnReader {
  readonly #state: State
  readonly #policy: Policy
  readonly #parents: Reader & ParentRow
  readonly #graces: Millis[] = []
  readonly #issuers: IssuerPolicy[] = []
  #told: ParentRow = UNTOLD

  constructor(state: State, policy: Policy) {
    super(state.credential.rows)
    this.#state = state
    this.#policy = policy
    this.#parents = new ParentReader(state.parentPart)
  }

  override at(row: number): this {
    super.at(row)
    const part = this.#state.credential.get(row, 'parent_part')
    this.#told = part === 0 ? UNTOLD : this.#parents.at(part)
    return this
  }

  /** What its parents tell. */
  get told(): ParentRow {
    return this.#told
  }

  /** Whether any sign of its life is known: no rule speaks of others. */
  get is_born(): boolean {
    return this.born !== NEVER
  }

  /** X: the expiry if said, else never if static, else UNKNOWN. */
  get expiry(): Millis {
    return this.expires !== UNKNOWN ? this.expires : this.static ? NEVER : UNKNOWN
  }

  /** E: the expiry, or a day after the last sign of life where it is unknown. */
  get ends(): Millis {
    const { expiry } = this
    return expiry === UNKNOWN ? this.alive + this.#policy.unknownExpiry : expiry
  }

  /** own: when it ends by itself or by its own revocation. */
  get own_end(): Millis {
    return Math.min(this.ends, this.revoked)
  }

  /** V: own, or the cascade where the issuer cascades by itself. */
  get valid_until(): Millis {
    return this.issuer.cascades ? Math.min(this.own_end, this.#told.cascade_revoked) : this.own_end
  }

  /** g: the grace of its workload's kind; of kinds in conflict the shortest. */
  get grace(): Millis {
    const kind = this.w_kind_min
    if (kind !== this.w_kind_max) return this.#policy.graceDefault
    return (this.#graces[kind] ??= this.#policy.grace[this.#state.kinds.word(kind)] ?? this.#policy.graceDefault)
  }

  /** Cascade, propagation, overhang and lateness of its own issuer. */
  get issuer(): IssuerPolicy {
    const authority = this.#state.credential.get(this.row, 'authority')
    return (this.#issuers[authority] ??= issuerPolicy(this.#policy, this.#state.authorities.at(authority).issuer))
  }

  /** How many principals lie above it, 11 at the most: a hop counts once both principals are known to differ. */
  get depth(): number {
    if (!this.has_parent) return 0
    return Math.min(DEPTH_CAP, this.#told.p_depth + (this.changes_principal ? 1 : 0))
  }

  get changes_principal(): boolean {
    const { identity_min, identity_max } = this
    const { p_identity_min, p_identity_max } = this.#told
    if (identity_min !== identity_max || p_identity_min !== p_identity_max) return true
    return identity_min !== 0 && p_identity_min !== 0 && identity_min !== p_identity_min
  }

  /** Its power as a score: what was not said counts as write. */
  get power(): number {
    return this.privilege || PRIVILEGE_DEFAULT
  }

  /** The stretches in which nobody answers for its identity; in a conflict those of both. */
  get gone_episodes(): readonly Episode[] {
    const { identity_min, identity_max } = this
    if (identity_min === 0) return []
    const episodes = goneEpisodes(this.#state, identity_min)
    return identity_max === identity_min ? episodes : [...episodes, ...goneEpisodes(this.#state, identity_max)]
  }
}
