import { closeSync, existsSync, openSync } from 'node:fs'
import { gainNoPrivileges, libc } from './libc.ts'

/** System calls and constants of Landlock (Linux: uapi/linux/landlock.h; the numbers are the same on all its platforms). */
const CREATE_RULESET = 444
const ADD_RULE = 445
const RESTRICT_SELF = 446
const VERSION = 1
const RULE_PATH_BENEATH = 1

const READ_FILE = 1 << 2
const TRUNCATE = 1 << 14
/** All accesses to files of the second version (executing is left alone): reading, writing, making, removing, moving. */
const SECOND = 0x3fff & ~1
/** The version that can allow moves between folders, without which parts cannot be detached; the one that knows truncating. */
const MOVES = 2
const TRUNCATES = 3

/** What may still be opened: folders with all in them, to read and write; files and folders, to read alone. */
export interface Confinement {
  readonly writable: readonly string[]
  readonly readable: readonly string[]
}

/**
 * Confines this thread, and every thread that it starts from now on, to some folders and files: for good. Says whether the kernel can
 * (Linux 5.19 and later with Landlock on). Throws where it can and refuses.
 */
export function confine({ writable, readable }: Confinement): boolean {
  const version = syscall(CREATE_RULESET, 0, 0, VERSION)
  if (version < MOVES) return false
  const handled = version >= TRUNCATES ? SECOND | TRUNCATE : SECOND
  const ruleset = must('create a ruleset', syscall(CREATE_RULESET, attributes(handled), 8, 0))
  for (const path of writable) allow(ruleset, path, handled)
  for (const path of readable.filter((each) => existsSync(each))) allow(ruleset, path, READ_FILE)
  if (!gainNoPrivileges()) throw new Error('Landlock: the kernel refused to give up privileges')
  must('restrict the process', syscall(RESTRICT_SELF, ruleset, 0, 0))
  return true
}

function allow(ruleset: number, path: string, access: number): void {
  const file = openSync(path, 'r')
  const rule = Buffer.alloc(12)
  rule.writeBigUInt64LE(BigInt(access))
  rule.writeInt32LE(file, 8)
  must(`allow ${path}`, syscall(ADD_RULE, ruleset, RULE_PATH_BENEATH, rule))
  closeSync(file)
}

function attributes(handled: number): Buffer {
  const buffer = Buffer.alloc(8)
  buffer.writeBigUInt64LE(BigInt(handled))
  return buffer
}

function must(what: string, result: number): number {
  if (result >= 0) return result
  throw new Error(`Landlock: the kernel refused to ${what}`)
}

/** A system call with up to three arguments; negative where it failed. */
function syscall(number: number, ...args: readonly (number | Buffer)[]): number {
  // add_rule takes a fourth argument, its flags, which are none.
  return libc('syscall', number, ...args, 0)
}
