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
}

/** By name: the law that must notice it, the text, and what stands there instead. */
type Planted = Readonly<Record<string, readonly [law: TriedLaw, old: string, replacement: string]>>

/** Mutants of one file. */
export function plantedIn(file: string, planted: Planted): readonly Mutant[] {
  return Object.entries(planted).map(([name, [law, old, replacement]]) => ({ name, file, old, new: replacement, law }))
}
