const SIGNATURES: readonly (readonly [string, readonly number[]])[] = [
  ['zstd-compressed: decompress it first', [0x28, 0xb5, 0x2f, 0xfd]],
  ['xz-compressed: decompress it first', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['bzip2-compressed: decompress it first', [0x42, 0x5a, 0x68]],
  ['a zip archive: unpack it first', [0x50, 0x4b, 0x03, 0x04]],
  ['a Parquet file', [0x50, 0x41, 0x52, 0x31]],
  ['UTF-16 text: convert it to UTF-8', [0xff, 0xfe]],
  ['UTF-16 text: convert it to UTF-8', [0xfe, 0xff]],
]

/** What content without any record seems to be, from its first bytes; nothing of it is repeated. */
export function formatOf(head: Buffer): string {
  const known = SIGNATURES.find(([, bytes]) => bytes.every((byte, index) => head[index] === byte))
  if (known !== undefined) return known[0]
  const text = head.toString('utf8')
  if (text.includes('\uFFFD') || text.includes('\0')) return 'binary data'
  if (text.trimStart().startsWith('<')) return 'XML or HTML'
  return isTable(text.split(/\r?\n/)) ? 'looks like CSV' : 'text that is not JSON'
}

function isTable([first = '', second = '']: string[]): boolean {
  return [',', ';', '\t', '|'].some((separator) => {
    const columns = first.split(separator).length
    return columns > 1 && columns === second.split(separator).length
  })
}
