/** Rows of a block: some 150 bytes each, and brokers take a MiB. */
const MOST_ROWS = 1_000
/** A block is cut in halves until it is no larger: attributes and ids may be long. */
const MOST_BYTES = 524_288

/** A block, and how many rows it has. */
interface Block {
  readonly count: number
  readonly block: Uint8Array
}

/** So many rows as blocks that brokers take. `encode` makes one of those from a place on to before another. */
export function inBlocks(rows: number, encode: (from: number, to: number) => Uint8Array): Block[] {
  return Array.from({ length: Math.ceil(rows / MOST_ROWS) }, (_, n) =>
    fitting(n * MOST_ROWS, Math.min(rows, (n + 1) * MOST_ROWS), encode),
  ).flat()
}

function fitting(from: number, to: number, encode: (from: number, to: number) => Uint8Array): Block[] {
  const block = encode(from, to)
  if (block.length <= MOST_BYTES || to - from === 1) return [{ count: to - from, block }]
  const middle = Math.ceil((from + to) / 2)
  return [...fitting(from, middle, encode), ...fitting(middle, to, encode)]
}
