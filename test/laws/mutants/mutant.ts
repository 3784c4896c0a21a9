import type { LawName } from '../bodies/laws.ts'

/** The laws that mutants are tried on: those that need nothing but an engine, and those that have a hunt of their own. */
export type TriedLaw = LawName | 'restart' | 'takeover' | 'account' | 'secrecy'

/** A mistake that is easy to make: one text of a source file, which occurs there once, replaced by another. */
export interface Mutant {
  readonly name: string
  readonly file: string
  readonly old: string
  readonly new: string
  /** The law that must notice it. */
  readonly law: TriedLaw
  /** From which seed on it is looked for: it is noticed seldom, and was soon after this one. */
  readonly near: number
}

/** By name: the law that must notice it, the text, what stands there instead, and near which seed it was noticed, where that is far. */
type Planted = Readonly<Record<string, readonly [law: TriedLaw, old: string, replacement: string, near?: number]>>

/** Mutants of one file. */
export function plantedIn(file: string, planted: Planted): readonly Mutant[] {
  return Object.entries(planted).map(([name, [law, old, replacement, near = 0]]) => ({
    name,
    file,
    old,
    new: replacement,
    law,
    near,
  }))
}
