import type { EngineFigures } from './engine.ts'
import { repeat, runChild, sampleOf } from './measure.ts'
import { spread, tableOf, thousands, times, whole, type Section } from './table.ts'

const STEADY = 2_000_000

interface Pair {
  readonly ours: EngineFigures
  /** With all eight rules; the others judge five. */
  readonly eight: EngineFigures
  readonly map: EngineFigures
}

/** Decoded events to findings, beside the engine of Map and objects; and what a live credential takes. */
export async function engineSection(live: number, repeats: number): Promise<Section> {
  const run = (which: string) => runChild<EngineFigures>('engine.ts', which, String(live), String(STEADY))
  const pairs = await repeat(repeats, async () => ({
    ours: await run('ours'),
    eight: await run('eight'),
    map: await run('map'),
  }))
  return { name: 'engine', table: `${speedTable(pairs)}\n\n${memoryTable(pairs)}` }
}

const merged = ({ merge, judge }: EngineFigures) => merge + judge
const pushed = (figures: EngineFigures) => figures.push + merged(figures)

function speedTable(pairs: readonly Pair[]): string {
  const row = (name: string, which: keyof Pair, seconds: (figures: EngineFigures) => number, prime = false) => {
    const rate = sampleOf(pairs.map((pair) => pair[which].steady / seconds(pair[which])))
    const nanos = sampleOf(pairs.map((pair) => (seconds(pair[which]) / pair[which].steady) * 1e9))
    const ratio = sampleOf(pairs.map((pair) => merged(pair.map) / seconds(pair[which])))
    const shown = prime ? '' : spread(ratio, times)
    return [name, spread(rate, thousands), spread(nanos, whole), which === 'map' ? '1' : shown]
  }
  return tableOf(
    ['steady mix', 'events per CPU-s', 'CPU ns an event', 'against Map'],
    [
      row('Map and objects', 'map', merged),
      row('ours: merge + judge', 'ours', merged),
      row('ours with all eight rules: merge + judge', 'eight', merged),
      row('ours: EventBatch.push + merge + judge', 'ours', pushed),
      row('· of which push', 'ours', ({ push }) => push, true),
      row('· of which merge', 'ours', ({ merge }) => merge, true),
      row('· of which judge', 'ours', ({ judge }) => judge, true),
    ],
  )
}

function memoryTable(pairs: readonly Pair[]): string {
  const row = (name: string, which: keyof Pair) => [
    name,
    spread(sampleOf(pairs.map((pair) => pair[which].bytes)), whole),
    spread(sampleOf(pairs.map((pair) => pair[which].rssBytes)), whole),
    spread(sampleOf(pairs.map((pair) => (pair[which].primeSeconds / pair[which].primed) * 1e9)), whole),
  ]
  const part = (name: string, bytes: (figures: EngineFigures) => number) => {
    return [name, spread(sampleOf(pairs.map(({ ours }) => bytes(ours))), whole), '', '']
  }
  return tableOf(
    ['after the issuances', 'bytes a live credential', 'growth of RSS', 'CPU ns an issuance'],
    [
      row('Map and objects (heap)', 'map'),
      row('ours (pages, indexes, links, ids, findings)', 'ours'),
      part('· its row and its place in the index', ({ rowBytes }) => rowBytes),
      part('· raw ids, those of workloads too', ({ idBytes }) => idBytes),
    ],
  )
}
