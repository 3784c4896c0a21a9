import { adapterNames } from '../../collector/adapters/index.ts'
import type { AdapterFigures } from './adapters.ts'
import { repeat, runChild, sampleOf } from './measure.ts'
import { hundredths, spread, tableOf, tenths, thousands, times, whole, type Section } from './table.ts'

const RECORDS = 60_000

/** Lines of each vendor in memory to events in a batch, beside `JSON.parse` of the same lines alone. */
export async function adaptersSection(repeats: number): Promise<Section> {
  const rows: string[][] = []
  for (const vendor of adapterNames()) {
    const runs = await repeat(repeats, () => runChild<AdapterFigures>('adapters.ts', vendor, String(RECORDS)))
    rows.push(rowOf(vendor, runs))
  }
  const head = [
    'NDJSON → EventBatch',
    'records per CPU-s',
    'JSON.parse alone',
    'CPU against it',
    'CPU µs a record',
    'of which reading',
    'translating',
    'taking in',
    'bytes a record',
    'events a record',
  ]
  return { name: 'adapters', table: tableOf(head, rows) }
}

function rowOf(vendor: string, runs: readonly AdapterFigures[]): string[] {
  const cell = (pick: (figures: AdapterFigures) => number, show: (value: number) => string) =>
    spread(sampleOf(runs.map(pick)), show)
  const micros = (pick: (figures: AdapterFigures) => number) =>
    cell((figures) => (pick(figures) / figures.records) * 1e6, tenths)
  const { from, bytes, records, events } = runs[0]!
  return [
    `${vendor}, ${from} records`,
    cell((figures) => figures.records / figures.ours, thousands),
    cell((figures) => figures.records / figures.parsing, thousands),
    cell((figures) => figures.ours / figures.parsing, times),
    micros(({ ours }) => ours),
    micros(({ reading }) => reading),
    micros(({ translating }) => translating),
    micros(({ taking }) => taking),
    whole(bytes / records),
    hundredths(events / records),
  ]
}
