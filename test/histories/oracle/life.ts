import type { HistoryEvent } from '../history.ts'
import { graceOf, ISSUERS, NEVER, powerOf, STATIC_KINDS, UNKNOWN_LASTS } from './numbers.ts'
import type { World } from './world.ts'

export type CredentialEvent = HistoryEvent & { readonly credential: string; readonly issuer: string }

export function saysCredential(event: HistoryEvent): event is CredentialEvent {
  return event.credential !== undefined
}

const times = (events: readonly HistoryEvent[]) => events.map(({ at }) => at)
const known = <T>(values: readonly (T | undefined)[]) => new Set(values.filter((value) => value !== undefined))

/** One credential, as all events together tell it: each question is a filter over the whole history. */
export class Life {
  readonly name: string
  readonly issuer: string
  readonly world: World
  readonly #events: readonly CredentialEvent[]

  constructor(name: string, world: World) {
    this.name = name
    this.world = world
    this.#events = world.events.filter(saysCredential).filter(({ credential }) => credential === name)
    this.issuer = this.#events[0]!.issuer
  }

  get numbers() {
    return ISSUERS[this.issuer]!
  }

  get issuances(): readonly CredentialEvent[] {
    return this.#of('credential.issued')
  }

  get statements(): readonly CredentialEvent[] {
    return this.#of('credential.issued', 'credential.renewed')
  }

  /** Uses in which it was accepted. */
  get uses(): readonly CredentialEvent[] {
    return this.#of('credential.used').filter(({ outcome }) => outcome !== 'allowed')
  }

  get revocations(): readonly number[] {
    return times(this.#of('credential.revoked').filter(({ ok }) => ok !== false))
  }

  get signsOfLife(): readonly number[] {
    return times([...this.statements, ...this.uses])
  }

  get born(): number {
    return Math.min(...this.signsOfLife)
  }

  /** X: as stated last, else never where it is static, else undefined. */
  get expires(): number | undefined {
    const isStatic = this.#events.some(({ credential_kind }) => STATIC_KINDS.includes(credential_kind))
    return statedExpiry(this.statements) ?? (isStatic ? NEVER : undefined)
  }

  /** E */
  get ends(): number {
    return this.expires ?? Math.max(...this.signsOfLife) + UNKNOWN_LASTS
  }

  get ownEnd(): number {
    return Math.min(this.ends, ...this.revocations)
  }

  /** V */
  get validUntil(): number {
    if (!this.numbers.cascades) return this.ownEnd
    const above = this.world.above(this.name, (name) => this.world.parentsOfSameIssuer(name))
    return Math.min(this.ownEnd, ...this.world.revocationsOf(above))
  }

  get identities(): ReadonlySet<string> {
    return known([...this.issuances, ...this.uses].map(({ identity }) => identity))
  }

  get parents(): ReadonlySet<string> {
    const parents = this.issuances.filter(({ delegation }) => delegation !== 'login').map(({ parent }) => parent)
    return new Set([...known(parents)].filter((parent) => parent !== this.name))
  }

  get ancestors(): ReadonlySet<string> {
    return this.world.above(this.name, (name) => this.world.parents(name))
  }

  get parentExpires(): number | undefined {
    return statedExpiry([...this.parents].flatMap((parent) => this.world.lives.get(parent)?.statements ?? []))
  }

  get depth(): number {
    return this.world.depth(this.name)
  }

  /** Whether it speaks for somebody else than its parents do, as far as both are known. */
  get changesPrincipal(): boolean {
    if (this.parents.size === 0) return false
    const parents = [...this.parents].flatMap((parent) => [...(this.world.lives.get(parent)?.identities ?? [])])
    const [mine, theirs] = [[...this.identities], [...new Set(parents)]]
    return mine.length > 1 || theirs.length > 1 || (mine.length + theirs.length === 2 && mine[0] !== theirs[0])
  }

  /** Events of the workloads that it belongs to. */
  get ofItsWorkloads(): readonly HistoryEvent[] {
    const workloads = known(this.#events.map(({ workload }) => workload))
    return this.world.events.filter(({ workload }) => workload !== undefined && workloads.has(workload))
  }

  /** W */
  get workloadEnded(): number | undefined {
    const ends = times(this.ofItsWorkloads.filter(({ type }) => type === 'workload.ended'))
    return ends.length === 0 ? undefined : Math.min(...ends)
  }

  /** g */
  get grace(): number {
    return graceOf(known(this.ofItsWorkloads.map(({ workload_kind }) => workload_kind)))
  }

  get power(): number {
    return powerOf(this.issuances.map(({ privilege }) => privilege))
  }

  says(field: 'renewable' | 'production' | 'revocable', value: boolean): boolean {
    return this.issuances.some((issuance) => issuance[field] === value)
  }

  usedAfter(moment: number): readonly number[] {
    return times(this.uses).filter((at) => at > moment)
  }

  allowedAfter(moment: number): boolean {
    const allowed = this.#of('credential.used').filter(({ outcome }) => outcome === 'ok' || outcome === 'allowed')
    return allowed.some(({ at }) => at > moment)
  }

  #of(...types: HistoryEvent['type'][]): readonly CredentialEvent[] {
    return this.#events.filter(({ type }) => types.includes(type))
  }
}

/** The latest statement, not the longest; of two at one instant the longer. */
function statedExpiry(events: readonly HistoryEvent[]): number | undefined {
  const said = events.filter(({ not_after }) => not_after !== undefined)
  const latest = Math.max(...times(said))
  const expiries = said.filter(({ at }) => at === latest).map(({ not_after }) => Math.min(not_after!, NEVER))
  return said.length === 0 ? undefined : Math.max(...expiries)
}
