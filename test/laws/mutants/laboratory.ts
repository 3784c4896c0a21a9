import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Death } from '../bodies/hunt.ts'
import type { Mutant } from './mutant.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const PROGRAM = ['schemas', 'redaction', 'correlator', 'clickhouse', 'log', 'collector', 'cli/system/read-records.ts']
const COPIED = [...PROGRAM, 'test/histories', 'test/laws/bodies']
const BODIES = 'test/laws/bodies'
/** A mutant may survive so many histories. */
const PATIENCE = 2_000
/** One that never comes to rest is dead: nothing was heard of it for so long. A trial takes milliseconds, with a server a few seconds. */
const RESTLESS_MS = 20_000

/** A laboratory's engine is small: it is made in no time, and its pages and tables grow even in a small world. */
const SHRUNK: readonly (readonly [file: string, old: string, small: string])[] = [
  ['correlator/entities/pages.ts', 'PAGE_BITS = 12', 'PAGE_BITS = 2'],
  ['correlator/entities/texts.ts', 'CHUNK_BITS = 20', 'CHUNK_BITS = 10'],
  ['correlator/entities/texts.ts', 'LONGEST = 0xffff', 'LONGEST = 0x1ff'],
  ['correlator/entities/slot-index.ts', 'FIRST_CAPACITY = 8', 'FIRST_CAPACITY = 2'],
  ['correlator/entities/texts.ts', 'MOST_WORDS = 1_024', 'MOST_WORDS = 4'],
  ['correlator/engine/timers.ts', 'FEWEST_TIMERS = 1_024', 'FEWEST_TIMERS = 2'],
  ['correlator/engine/strip.ts', 'STRIP = 256', 'STRIP = 3'],
  ['schemas/keys.ts', 'const SLOTS = 1_024', 'const SLOTS = 4'],
]

/** How a mutant ended: noticed by a law at a seed, never come to rest, or alive. */
export type Fate = NonNullable<Death> | 'never rests' | 'SURVIVES' | 'NOT FOUND ONCE'

/** How to look: by which hunt of `bodies`, at how many histories, and how long one may take (ms). */
export interface How {
  readonly hunt?: string
  readonly patience?: number
  readonly restless?: number
}

/** A copy of the code under test and its laws, in which one error at a time is planted. */
export class Laboratory implements Disposable {
  readonly #directory: string

  constructor() {
    mkdirSync(join(ROOT, 'tmp'), { recursive: true })
    this.#directory = mkdtempSync(join(ROOT, 'tmp', 'mutants-'))
    for (const folder of COPIED) {
      const filter = (from: string) => !from.endsWith('.test.ts')
      cpSync(join(ROOT, folder), join(this.#directory, folder), { recursive: true, filter })
    }
    for (const [file, old, small] of SHRUNK) this.#write(file, replaced(this.#read(file), old, small)!)
  }

  /** Plants the error, lets the laws of a hunt look for it, and takes it out again. */
  async try({ file, old, new: replacement }: Mutant, laws: readonly string[], how: How = {}): Promise<Fate> {
    const source = this.#read(file)
    const mutated = replaced(source, old, replacement)
    if (mutated === null) return 'NOT FOUND ONCE'
    this.#write(file, mutated)
    try {
      return await this.hunt(laws, how)
    } finally {
      this.#write(file, source)
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.#directory, { recursive: true, force: true })
  }

  #read(file: string): string {
    return readFileSync(join(this.#directory, file), 'utf8')
  }

  #write(file: string, source: string): void {
    writeFileSync(join(this.#directory, file), source)
  }

  /** Lets laws look at the code as it is. */
  async hunt(
    laws: readonly string[],
    { hunt = 'hunt.ts', patience = PATIENCE, restless = RESTLESS_MS }: How = {},
  ): Promise<Fate> {
    const args = [join(this.#directory, BODIES, hunt), String(patience), ...laws]
    // What is the same in all mutants is compiled once.
    const env = { ...process.env, NODE_OPTIONS: '', NODE_COMPILE_CACHE: join(this.#directory, 'compiled') }
    const hunting = promisify(execFile)(process.execPath, args, { env })
    const { child } = hunting
    const silent = setTimeout(() => child.kill('SIGKILL'), restless)
    child.stderr?.on('data', () => silent.refresh())
    try {
      const { stdout } = await hunting
      return (JSON.parse(stdout) as Death) ?? 'SURVIVES'
    } catch (error) {
      if ((error as { killed?: boolean }).killed) return 'never rests'
      throw error
    } finally {
      clearTimeout(silent)
    }
  }
}

/** A mutant and its fate as a line of the table. */
export function fateLine({ name, law }: Mutant, fate: Fate): string {
  return `${name.padEnd(70)} ${law.padEnd(11)} ${typeof fate === 'string' ? fate : `dies at seed ${fate.seed}`}`
}

/** Whether a mutant was neither noticed nor tried. */
export function isAlive(fate: Fate): boolean {
  return fate === 'SURVIVES' || fate === 'NOT FOUND ONCE'
}

/** A source with one text replaced; null where that does not occur exactly once. */
function replaced(source: string, old: string, replacement: string): string | null {
  const parts = source.split(old)
  return parts.length === 2 ? parts.join(replacement) : null
}
