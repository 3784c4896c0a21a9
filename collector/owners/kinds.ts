import { nearestName } from './nearest.ts'
import { OWNER_KINDS, type OwnerKind, type Said } from './owners-file.ts'
import { listed, shown, type Problems } from './problems.ts'

/** What kind each owner is: said once it holds wherever the owner is named, so that the order of entries decides nothing. */
export class Kinds {
  readonly #said = new Map<string, { readonly kind: OwnerKind; readonly line: number }>()
  readonly #problems: Problems

  constructor(problems: Problems) {
    this.#problems = problems
  }

  say(owner: string | null, said: Said | undefined): void {
    if (said === undefined) return
    const kind = OWNER_KINDS.find((name) => name === said.text)
    if (kind === undefined) return this.#problems.add(said, unknownKind(said.text))
    const before = owner === null ? undefined : this.#said.get(owner)
    if (before !== undefined && before.kind !== kind)
      this.#problems.add(
        said,
        `${shown(owner!)} is a ${kind} here and a ${before.kind} on line ${before.line}: say one`,
      )
    else if (owner !== null) this.#said.set(owner, { kind, line: said.line })
  }

  of(owner: string): OwnerKind {
    return this.#said.get(owner)?.kind ?? 'person'
  }
}

function unknownKind(text: string): string {
  const nearest = nearestName(text, OWNER_KINDS)
  return `unknown kind ${shown(text)}: ${nearest === null ? `use one of ${listed(OWNER_KINDS)}` : `did you mean ${listed([nearest])}?`}`
}
