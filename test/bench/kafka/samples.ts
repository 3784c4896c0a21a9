import { sampleOf, type Sample } from '../measure.ts'
import { spread, thousands, whole } from '../table.ts'

export const MILLION = 1_000_000

/** A sample of something that each of several runs has. */
export const over = <T>(runs: readonly T[], value: (run: T) => number): Sample => sampleOf(runs.map(value))

/** How many a second, of each run. */
export const rateOf = <T>(runs: readonly T[], rate: (run: T) => number): string => spread(over(runs, rate), thousands)

/** The median, the 99th of a hundred, and the greatest. */
export function quantiles(values: readonly number[]): string[] {
  const sorted = [...values].sort((one, other) => one - other)
  return [0.5, 0.99, 1].map((part) => whole(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!))
}
