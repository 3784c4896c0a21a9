import snappy from 'snappyjs'

/** How Java's snappy begins (xerial): a mark and two versions, then blocks behind their lengths. Others send one raw block. */
const XERIAL = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00])
const XERIAL_HEADER = 16
const LENGTH = 4

/** Removes snappy, with the frame that Java's clients put around it or without. Throws where it is none, or too much. */
export function decompressSnappy(bytes: Uint8Array, maxBytes: number): Uint8Array {
  if (!XERIAL.equals(bytes.subarray(0, XERIAL.length))) return snappy.uncompress(bytes, maxBytes)
  const parts: Uint8Array[] = []
  let length = 0
  for (let at = XERIAL_HEADER; at < bytes.length;) {
    const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(at)
    const part = snappy.uncompress(bytes.subarray(at + LENGTH, at + LENGTH + size), maxBytes - length)
    length += part.length
    parts.push(part)
    at += LENGTH + size
  }
  return Buffer.concat(parts, length)
}
