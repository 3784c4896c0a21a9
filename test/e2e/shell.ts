import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { Ended } from './lifespan.ts'

/** The checkout. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Runs a line of bash in the checkout, in which `lifespan` is the program; `$1`, `$2`, … are the values. */
export async function shell(
  line: string,
  values: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const script = `lifespan() { "$NODE" "$ROOT/bin/lifespan.js" "$@"; }; set -o pipefail; ${line}`
  const child = spawn('bash', ['-c', script, 'bash', ...values], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE: process.execPath, ROOT, ...env },
  })
  const closed = once(child, 'close') as Promise<[number | null]>
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed])
  return { code, stdout, stderr }
}
