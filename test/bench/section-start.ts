import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repeat, runChild, sampleOf } from './measure.ts'
import type { StartFigures } from './start.ts'
import { hundredths, spread, tableOf, whole, type Section } from './table.ts'

/** `lifespan up` on an empty directory, and on one with so many live credentials. */
export async function startSection(live: number, repeats: number): Promise<Section> {
  const directory = mkdtempSync(join(tmpdir(), 'lifespan-bench-start-'))
  try {
    const cold = await repeat(repeats, (n) => runChild<StartFigures>('start.ts', join(directory, `empty-${n}`)))
    const full = join(directory, 'full')
    await runChild('prepare.ts', full, String(live))
    const warm = await repeat(repeats, () => runChild<StartFigures>('start.ts', full))
    const head = ['until ready', 'wall s', 'CPU-s of ours', "of ClickHouse's", 'peak MB of ours', "of ClickHouse's"]
    const rows = [rowOf('start, empty', cold), rowOf(`restart, ${live.toLocaleString('en')} credentials`, warm)]
    return { name: 'start', table: tableOf(head, rows) }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

function rowOf(name: string, starts: readonly StartFigures[]): string[] {
  const cell = (pick: (start: StartFigures) => number, show: (value: number) => string) =>
    spread(sampleOf(starts.map(pick)), show)
  return [
    name,
    cell(({ wall }) => wall, hundredths),
    cell(({ own }) => own, hundredths),
    cell(({ engine }) => engine, hundredths),
    cell(({ ownMegabytes }) => ownMegabytes, whole),
    cell(({ engineMegabytes }) => engineMegabytes, whole),
  ]
}
