import type { HeapFigures } from './heap.ts'
import { runChild } from './measure.ts'
import { tableOf, type Section } from './table.ts'

const MOST_KINDS = 6

/** How many objects a heap snapshot finds of the engine. */
export async function heapSection(live: number): Promise<Section> {
  const { count, behind, objects, live: found } = await runChild<HeapFigures>('heap.ts', String(live))
  const kinds = Object.entries(objects).sort(([, one], [, other]) => other - one)
  const shown = kinds.slice(0, MOST_KINDS).map(([name, number]) => `${name} ${number.toLocaleString('en')}`)
  const row = [found, count, behind].map((number) => number.toLocaleString('en'))
  return {
    name: 'heap',
    table: tableOf(
      ['', 'credentials', 'objects of ours', 'behind them', 'most of which'],
      [['the engine', ...row, shown.join(', ')]],
    ),
  }
}
