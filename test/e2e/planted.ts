import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { join } from 'node:path'
import type { Ended } from './lifespan.ts'
import { ROOT } from './shell.ts'

const PARTS = [
  'alerts',
  'bin',
  'cli',
  'clickhouse',
  'collector',
  'correlator',
  'fleet',
  'instrumentation',
  'log',
  'queries',
  'redaction',
  'schemas',
]

/** An error that is planted in a file: some text, and what stands there instead. */
export interface Planted {
  readonly file: string
  readonly text: string
  readonly error: string
}

/** A copy of the program with an error in it. */
export interface Copy extends Disposable {
  lifespan(args: readonly string[]): Promise<Ended>
}

/** Copies the program into the checkout's `tmp`, and plants an error there. */
export function plant({ file, text: good, error }: Planted): Copy {
  mkdirSync(join(ROOT, 'tmp'), { recursive: true })
  const copy = mkdtempSync(join(ROOT, 'tmp/planted-'))
  for (const part of PARTS) cpSync(join(ROOT, part), join(copy, part), { recursive: true })
  cpSync(join(ROOT, 'package.json'), join(copy, 'package.json'))
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  const source = readFileSync(join(copy, file), 'utf8')
  if (!source.includes(good)) throw new Error(`${file} has no ${good}: plant another error`)
  writeFileSync(join(copy, file), source.replace(good, error))
  return {
    lifespan: (args) => run([join(copy, 'bin/lifespan.js'), ...args]),
    [Symbol.dispose]: () => rmSync(copy, { recursive: true, force: true }),
  }
}

async function run(args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const closed = once(child, 'close') as Promise<[number | null]>
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed])
  return { code, stdout, stderr }
}
