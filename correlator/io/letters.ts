import { inBlocks } from '../../log/kafka/blocks.ts'
import type { Sent } from '../../log/kafka/sending.ts'
import type { Letter, TellBatch } from '../engine/tell-batch.ts'
import { encodeTells } from './tell-block.ts'

/** What rows of many partitions tell others, as few blocks: those of one entity to one partition lie together. */
export function blocksOf(letters: readonly Letter[]): Sent[] {
  const together = Map.groupBy(letters, ({ partition, batch }) => `${partition} ${batch.entity}`)
  return [...together.values()].flatMap((some) => {
    const { partition, batch } = some[0]!
    const all = joined(some.map((letter) => letter.batch))
    const blocks = inBlocks(all.length, (from, to) => encodeTells(sliced(all, from, to)))
    return blocks.map((block) => ({ partition, rows: batch.entity, ...block }))
  })
}

function joined(batches: readonly TellBatch[]): TellBatch {
  if (batches.length === 1) return batches[0]!
  return { ...mapLists(batches, concatenated), length: batches.reduce((sum, { length }) => sum + length, 0) }
}

function sliced(batch: TellBatch, from: number, to: number): TellBatch {
  if (to - from === batch.length) return batch
  const part = ([list]: readonly List[]) => {
    const width = list!.length / batch.length
    return list!.slice(from * width, to * width)
  }
  return { ...mapLists([batch], part), length: to - from }
}

type Numbers = Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>
type List = Numbers | readonly string[]

/** A thing like others that are alike, in which every list is made of the same one of each of those. */
function mapLists<T>(things: readonly T[], make: (lists: readonly List[]) => List): T {
  const first = things[0]
  if (Array.isArray(first) || ArrayBuffer.isView(first)) return make(things as readonly List[]) as T
  if (typeof first !== 'object' || first === null) return first as T
  const mapped = Object.keys(first).map((name) => [
    name,
    mapLists(
      things.map((one) => one[name as keyof T]),
      make,
    ),
  ])
  return Object.fromEntries(mapped) as T
}

function concatenated(lists: readonly List[]): List {
  const first = lists[0]!
  if (!ArrayBuffer.isView(first)) return (lists as readonly (readonly string[])[]).flat()
  const length = lists.reduce((sum, list) => sum + list.length, 0)
  const whole = new (first.constructor as new (length: number) => Numbers)(length)
  let at = 0
  for (const list of lists as readonly Numbers[]) {
    whole.set(list, at)
    at += list.length
  }
  return whole
}
