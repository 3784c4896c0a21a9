import { open, type FileHandle } from 'node:fs/promises'
import { placed } from '../../collector/yaml/problems.ts'

const MOST_BYTES = 10 * 1024 * 1024
const START = { line: 1, column: 1 }

/** A file as text, or in words why it is none. */
export type Text = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'bad'; readonly problem: string }

const bad = (problem: string): Text => ({ kind: 'bad', problem })

/** Reads a file that somebody wrote: UTF-8, with a byte order mark or without, and not too large. */
export async function readText(path: string, name = path, most = MOST_BYTES): Promise<Text> {
  try {
    const file = await open(path)
    const bytes = await readAtMost(file, most + 1).finally(() => file.close())
    if (bytes.length > most) return bad(`${placed(name, START)}: is larger than ${most / 1024 / 1024} MiB`)
    return decode(bytes, name)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return bad(`cannot read ${name} (${WORDS[code ?? ''] ?? code ?? message})`)
  }
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'ENOENT: there is no such file',
  EISDIR: 'EISDIR: it is a directory',
  EACCES: 'EACCES: this user may not read it',
}

async function readAtMost(file: FileHandle, most: number): Promise<Buffer> {
  const parts: Buffer[] = []
  for (let size = 0; size < most;) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min(65_536, most - size)))
    if (bytesRead === 0) break
    parts.push(buffer.subarray(0, bytesRead))
    size += bytesRead
  }
  return Buffer.concat(parts)
}

function decode(bytes: Buffer, name: string): Text {
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    const before = goodBeginning(bytes)
    const place = { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') }
    return bad(`${placed(name, place)}: is not UTF-8 from here on: save the file as UTF-8`)
  }
}

/** All that comes before the first bytes that are no character. */
function goodBeginning(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  for (let at = text.indexOf('\uFFFD'); at >= 0; at = text.indexOf('\uFFFD', at + 1)) {
    const before = text.slice(0, at)
    if (!bytes.subarray(Buffer.byteLength(before)).subarray(0, 3).equals(REPLACEMENT)) return before
  }
  return text
}

/** Somebody may have written that character itself. */
const REPLACEMENT = Buffer.from('\uFFFD')
