import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Mutant } from './mutant.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const COPIED = [
  'schemas',
  'correlator/engine',
  'correlator/entities',
  'correlator/rules',
  'test/histories',
  'test/laws/bodies',
]
const HUNT = 'test/laws/bodies/hunt.ts'
/** A mutant may survive so many histories. */
const PATIENCE = 2_000
/** One that never comes to rest is dead. */
const RESTLESS_MS = 60_000

/** How a mutant ended: noticed by a law at a seed, never come to rest, or alive. */
export type Fate = { readonly law: string; readonly seed: number } | 'never rests' | 'SURVIVES' | 'NOT FOUND ONCE'

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
  }

  /** Plants the error, lets laws look for it, and takes it out again. */
  async try({ file, old, new: replacement }: Mutant, laws: readonly string[]): Promise<Fate> {
    const source = readFileSync(join(ROOT, file), 'utf8')
    const parts = source.split(old)
    if (parts.length !== 2) return 'NOT FOUND ONCE'
    writeFileSync(join(this.#directory, file), parts.join(replacement))
    try {
      return await this.#hunt(laws)
    } finally {
      writeFileSync(join(this.#directory, file), source)
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.#directory, { recursive: true, force: true })
  }

  async #hunt(laws: readonly string[]): Promise<Fate> {
    const args = [join(this.#directory, HUNT), String(PATIENCE), ...laws]
    const options = { timeout: RESTLESS_MS, env: { ...process.env, NODE_OPTIONS: '' } }
    try {
      const { stdout } = await promisify(execFile)(process.execPath, args, options)
      return (JSON.parse(stdout) as Exclude<Fate, string> | null) ?? 'SURVIVES'
    } catch (error) {
      if ((error as { killed?: boolean }).killed) return 'never rests'
      throw error
    }
  }
}
