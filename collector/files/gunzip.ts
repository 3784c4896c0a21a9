import { crc32 } from 'node:zlib'
import { REASONS, type FileFault } from './faults.ts'
import { Inflater } from './inflater.ts'
import type { Input } from './input.ts'

const SLICE = 16_384
const TRAILER = 8
const FLAG = { headerCrc: 2, extra: 4, name: 8, comment: 16 }

/** Whether bytes begin as gzip does. */
export function isGzip(bytes: Buffer): boolean {
  return bytes.length >= 3 && bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8
}

/**
 * Inflates every member, one after another, and returns what was wrong at the end, if anything. By hand, member by member:
 * Node's own gunzip loses good data when bytes follow the last member.
 */
export async function* gunzip(input: Input): AsyncGenerator<Buffer, FileFault | null> {
  let members = 0
  for (;;) {
    await skipPadding(input)
    if (!(await input.atLeast(1))) return null
    await input.atLeast(3)
    if (!isGzip(input.rest)) return await trailing(input)
    const fault = yield* member(input)
    members += 1
    if (fault !== null) return { ...fault, detail: `member ${members}` }
  }
}

async function skipPadding(input: Input): Promise<void> {
  while (await input.atLeast(1)) {
    const end = input.rest.findIndex((byte) => byte !== 0)
    if (end >= 0) return input.skip(end)
    input.skip(input.rest.length)
  }
}

async function trailing(input: Input): Promise<FileFault> {
  let count = 0
  while (await input.atLeast(1)) {
    count += input.rest.length
    input.skip(input.rest.length)
  }
  return { reason: REASONS.gzipAfter, detail: `${count} bytes` }
}

type MemberFault = Pick<FileFault, 'reason'>
const cut: MemberFault = { reason: REASONS.gzipCut }
const damaged: MemberFault = { reason: REASONS.gzipDamaged }

async function* member(input: Input): AsyncGenerator<Buffer, MemberFault | null> {
  if (!(await skipHeader(input))) return cut
  const inflater = new Inflater()
  try {
    const check = yield* inflated(input, inflater)
    if (typeof check !== 'number') return check
    if (!(await input.atLeast(TRAILER))) return cut
    const stated = input.rest.readUInt32LE(0)
    input.skip(TRAILER)
    return stated === check ? null : damaged
  } finally {
    inflater.close()
  }
}

/** The member's data; returns their checksum, or what was wrong. */
async function* inflated(input: Input, inflater: Inflater): AsyncGenerator<Buffer, MemberFault | number> {
  let check = 0
  while (await input.atLeast(1)) {
    const slice = input.rest.subarray(0, SLICE)
    const { output, consumed, failed } = await inflater.inflate(slice)
    for (const bytes of output) {
      check = crc32(bytes, check)
      yield bytes
    }
    if (failed) return damaged
    input.skip(consumed)
    if (consumed < slice.length) return check
  }
  return cut
}

/** Passes the member's header: ten bytes and what its flags announce. */
async function skipHeader(input: Input): Promise<boolean> {
  if (!(await input.atLeast(10))) return false
  const flags = input.rest[3] ?? 0
  input.skip(10)
  if (flags & FLAG.extra) {
    if (!(await input.atLeast(2))) return false
    const size = 2 + input.rest.readUInt16LE(0)
    if (!(await input.atLeast(size))) return false
    input.skip(size)
  }
  if (flags & FLAG.name && !(await skipText(input))) return false
  if (flags & FLAG.comment && !(await skipText(input))) return false
  if (!(flags & FLAG.headerCrc)) return true
  if (!(await input.atLeast(2))) return false
  input.skip(2)
  return true
}

async function skipText(input: Input): Promise<boolean> {
  while (await input.atLeast(1)) {
    const end = input.rest.indexOf(0)
    input.skip(end < 0 ? input.rest.length : end + 1)
    if (end >= 0) return true
  }
  return false
}
