import { zstdDecompressSync } from 'node:zlib'

/** ClickHouse's compressed files are blocks: a checksum, a method, two sizes (of header and data, and of what they become), data. */
const CHECKSUM = 16
const HEADER = 9
const NONE = 0x02
const LZ4 = 0x82
const ZSTD = 0x90
const LARGEST = 1 << 28

/** What a file of ClickHouse's holds; null where it is not compressed. */
export function decompressed(file: Buffer): Buffer | null {
  const blocks: Buffer[] = []
  for (let at = 0; at < file.length;) {
    if (at + CHECKSUM + HEADER > file.length) return null
    const method = file[at + CHECKSUM]!
    const size = file.readUInt32LE(at + CHECKSUM + 1)
    const length = file.readUInt32LE(at + CHECKSUM + 5)
    const end = at + CHECKSUM + size
    if (size < HEADER || end > file.length || length > LARGEST) return null
    const block = blockOf(method, file.subarray(at + CHECKSUM + HEADER, end), length)
    if (block === null) return null
    blocks.push(block)
    at = end
  }
  return blocks.length === 0 ? null : Buffer.concat(blocks)
}

function blockOf(method: number, data: Buffer, length: number): Buffer | null {
  if (method === NONE) return data
  if (method === ZSTD) return zstdDecompressSync(data)
  return method === LZ4 ? lz4(data, length) : null
}

/** A block of LZ4: literals and copies of what came before, in turn. */
function lz4(data: Buffer, length: number): Buffer | null {
  const out = Buffer.alloc(length)
  let at = 0
  let end = 0
  const more = (start: number) => {
    let sum = start
    if (start === 15) for (let byte = 255; byte === 255; sum += byte) byte = data[at++] ?? 0
    return sum
  }
  while (at < data.length) {
    const token = data[at++]!
    const literals = more(token >> 4)
    data.copy(out, end, at, at + literals)
    at += literals
    end += literals
    if (at >= data.length) break
    const back = data.readUInt16LE(at)
    at += 2
    const copied = more(token & 15) + 4
    if (back === 0 || back > end) return null
    for (let n = 0; n < copied; n++, end++) out[end] = out[end - back]!
  }
  return end === length ? out : null
}
