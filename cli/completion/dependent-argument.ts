import { Argument } from 'commander'
import type { Word } from './offers.ts'

/** An argument that may be one or another thing, depending on the one before it. */
export class DependentArgument extends Argument {
  /** What it may be behind a word. */
  readonly behind: (word: string) => readonly Word[]

  constructor(name: string, description: string, behind: (word: string) => readonly Word[]) {
    super(name, description)
    this.behind = behind
  }
}
