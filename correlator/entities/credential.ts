import { credential, workload } from '../../schemas/entities.ts'
import {
  DEPTH_CAP,
  issuerPolicy,
  PRIVILEGE_DEFAULT,
  shortestGrace,
  type IssuerPolicy,
  type Policy,
} from '../../schemas/policy.ts'
import { NEVER, UNKNOWN, type Millis } from '../../schemas/time.ts'
import { ownColumns, toldColumns } from './layout.ts'
import { LAYOUTS, TOLD_WORD, WORD } from './layouts.ts'
import { goneEpisodes, type Episode } from './ownership.ts'
import type { Pages } from './pages.ts'
import { readerOf, type Reader, type RowOf } from './reader.ts'
import type { State } from './state.ts'
import { HEARS } from './table.ts'

type Columns = (typeof credential)['columns']
type ToldByParent = 'p_expires' | 'p_identity' | 'p_depth' | 'lineage_revoked' | 'cascade_revoked'
type Told = ToldByParent | 'w_ended' | 'w_kind'
type OwnRow = RowOf<Omit<Columns, Told | 'first_received'>>
type ToldRow = RowOf<Pick<Columns, Told>>
type WorkloadRow = RowOf<Pick<(typeof workload)['columns'], 'ended' | 'kind'>>

type ReaderOf<Row> = new (rows: Pages) => Reader & Row

const OwnReader = readerOf(ownColumns(credential), LAYOUTS.credential.cells) as unknown as ReaderOf<OwnRow>
const ToldReader = readerOf(toldColumns(credential), LAYOUTS.told.cells) as unknown as ReaderOf<ToldRow>
const WorkloadReader = readerOf(ownColumns(workload), LAYOUTS.workload.cells) as unknown as ReaderOf<WorkloadRow>

/** A credential's row as the rules read it: its columns, and what rules.md derives from them, by the same names as in the SQL. */
export class Credential extends OwnReader {
  /** What its workloads tell: of one, as that one's row has it; of several, joined. No end of any: as if none was named. */
  w_ended: Millis = NEVER
  w_kind_min = 0
  w_kind_max = 0
  readonly #state: State
  readonly #policy: Policy
  readonly #told: Reader & ToldRow
  readonly #workload: Reader & WorkloadRow
  readonly #graces: Millis[] = []
  readonly #shortestGrace: Millis
  readonly #issuers: IssuerPolicy[] = []

  constructor(state: State, policy: Policy) {
    super(state.credential.rows)
    this.#state = state
    this.#policy = policy
    this.#shortestGrace = shortestGrace(policy)
    this.#told = new ToldReader(state.told)
    this.#workload = new WorkloadReader(state.workload.rows)
  }

  override at(row: number): this {
    super.at(row)
    const told = this.page.words[this.word + WORD.told]!
    if (told !== this.#told.row) this.#told.at(told)
    if ((this.page.bytes[this.byte + LAYOUTS.credential.marks]! & HEARS) === 0) this.w_ended = NEVER
    else this.#hear(told)
    return this
  }

  #hear(told: number): void {
    if (this.#state.toldWord(told, TOLD_WORD.workload) !== 0) {
      this.w_ended = this.#told.w_ended
      this.w_kind_min = this.#told.w_kind_min
      this.w_kind_max = this.#told.w_kind_max
      return
    }
    this.#workload.at(this.page.words[this.word + WORD.workload]!)
    this.w_ended = this.#workload.ended
    this.w_kind_min = this.#workload.kind_min
    this.w_kind_max = this.#workload.kind_max
  }

  /** What its parents tell. */
  get told(): RowOf<Pick<Columns, ToldByParent>> {
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
    if (kind !== this.w_kind_max) return this.#shortestGrace
    return (this.#graces[kind] ??= this.#policy.grace[this.#state.kinds.word(kind)] ?? this.#policy.graceDefault)
  }

  /** Cascade, propagation, overhang and lateness of its own issuer. */
  get issuer(): IssuerPolicy {
    const authority = this.page.words[this.word + WORD.authority]!
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
