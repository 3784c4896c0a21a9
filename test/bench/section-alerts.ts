import type { AlertsFigures, Way } from './alerts.ts'
import { repeat, runChild, sampleOf } from './measure.ts'
import { spread, tableOf, tenths, thousands, times, whole, type Section } from './table.ts'

const DELIVERED = 20_000
const TIMED = 500
const PENDING = [1_000, 100_000, 1_000_000]

const measured = (way: Way, count: number) => runChild<AlertsFigures>('alerts.ts', way, String(count))

/** Findings to one receiver in a process of its own: how many, how soon, and what it costs that many wait. */
export async function alertsSection(repeats: number): Promise<Section> {
  const ways = ['bare', 'each', 'grouped'] as const
  // In turn, so that all meet the same machine.
  const rounds = await repeat(repeats, async () => {
    const round: Partial<Record<(typeof ways)[number], AlertsFigures>> = {}
    for (const way of ways) round[way] = await measured(way, DELIVERED)
    return round as Readonly<Record<(typeof ways)[number], AlertsFigures>>
  })
  const timed = await repeat(repeats, () => measured('timed', TIMED))
  const pending: (readonly [number, AlertsFigures])[] = []
  for (const count of PENDING) pending.push([count, await measured('pending', count)])
  return { name: 'alerts', table: [deliveries(rounds), delays(timed), waiting(pending)].join('\n\n') }
}

const NAMES = { bare: 'bare POST (undici)', each: 'a webhook each', grouped: 'in groups of up to 100' }

function deliveries(rounds: readonly Readonly<Record<keyof typeof NAMES, AlertsFigures>>[]): string {
  const rows = (Object.keys(NAMES) as (keyof typeof NAMES)[]).map((way) => {
    const cell = (pick: (figures: AlertsFigures) => number) =>
      spread(sampleOf(rounds.map((round) => pick(round[way]))), thousands)
    const costs = sampleOf(rounds.map((round) => round.bare.deliveredPerCpuSecond / round[way].deliveredPerCpuSecond))
    return [
      NAMES[way],
      cell(({ deliveredPerCpuSecond }) => deliveredPerCpuSecond),
      cell(({ deliveredPerSecond }) => deliveredPerSecond),
      spread(costs, times),
    ]
  })
  return tableOf(
    [`${DELIVERED.toLocaleString('en')} findings`, 'per CPU-s', 'per s of wall clock', 'CPU against bare'],
    rows,
  )
}

function delays(timed: readonly AlertsFigures[]): string {
  const at = (share: number) =>
    spread(
      sampleOf(timed.map(({ delays: all }) => all[Math.min(all.length - 1, Math.floor(all.length * share))]!)),
      tenths,
    )
  const head = ['ms of wall clock, idle', 'p50', 'p99', 'greatest']
  return tableOf(head, [['finding taken → its request at the receiver', at(0.5), at(0.99), at(1)]])
}

function waiting(pending: readonly (readonly [number, AlertsFigures])[]): string {
  const head = ['pending, receiver down', 'peak MB of the process', 'MB on disk', 'CPU µs a finding taken']
  const rows = pending.map(([count, figures]) => [
    count.toLocaleString('en'),
    whole(figures.peakMegabytes),
    whole(figures.fileMegabytes),
    whole(figures.cpuPerFinding),
  ])
  return tableOf(head, rows)
}
