import { gainNoPrivileges, libc } from './libc.ts'

/** Linux on x86-64: uapi/linux/audit.h, asm/unistd_64.h, uapi/linux/seccomp.h, asm-generic/fcntl.h. */
const X86_64 = 0xc000003e
const OPEN = 2
const OPENAT = 257
const SECCOMP = 317
const SET_MODE_FILTER = 1
const ALLOWED = 0x7fff0000
const REFUSED = 0x00050000 + 13 // EACCES
const MAKE_TO_READ_AND_WRITE = 0o2 | 0o100 // O_RDWR | O_CREAT

/** Classic BPF: load a word of the call, mask it, jump (always, or on equality), end. */
const LOAD = 0x20
const AND = 0x54
const JUMP = 0x05
const EQUALS = 0x15
const END = 0x06
/** Where a call's number, architecture, second and third argument stand. */
const [NUMBER, ARCHITECTURE, SECOND, THIRD] = [0, 4, 24, 32]

/** Each step: what it does, how many steps are left out then and otherwise, with which value. */
const program: readonly (readonly [code: number, then: number, otherwise: number, value: number])[] = [
  [LOAD, 0, 0, ARCHITECTURE],
  [EQUALS, 0, 8, X86_64],
  [LOAD, 0, 0, NUMBER],
  [EQUALS, 0, 2, OPEN],
  [LOAD, 0, 0, SECOND],
  [JUMP, 0, 0, 2],
  [EQUALS, 0, 3, OPENAT],
  [LOAD, 0, 0, THIRD],
  [AND, 0, 0, MAKE_TO_READ_AND_WRITE],
  [EQUALS, 1, 0, MAKE_TO_READ_AND_WRITE],
  [END, 0, 0, ALLOWED],
  [END, 0, 0, REFUSED],
]

/**
 * Lets this thread, and every thread that it starts from now on, make no file that it opens for reading as well as for writing: for
 * good. SQLite makes its files so; ClickHouse makes its own for writing alone. Says whether the kernel can (seccomp).
 */
export function forbidMakingToReadAndWrite(): boolean {
  if (process.platform !== 'linux' || process.arch !== 'x64') return false
  if (!gainNoPrivileges()) return false
  const steps = encoded()
  const address = libc('malloc', steps.length)
  libc('memcpy', address, steps, steps.length)
  const filter = Buffer.alloc(16)
  filter.writeUInt16LE(program.length)
  filter.writeBigUInt64LE(BigInt(address), 8)
  return libc('syscall', SECCOMP, SET_MODE_FILTER, 0, filter) === 0
}

function encoded(): Buffer {
  const buffer = Buffer.alloc(program.length * 8)
  for (const [n, [code, then, otherwise, value]] of program.entries()) {
    buffer.writeUInt16LE(code, n * 8)
    buffer.set([then, otherwise], n * 8 + 2)
    buffer.writeUInt32LE(value, n * 8 + 4)
  }
  return buffer
}
