import type { Sample } from './measure.ts'

/** What one benchmark measured, as the page shows it. */
export interface Section {
  readonly name: string
  readonly table: string
}

type Row = readonly string[]

/** A table in Markdown: the first column are names, all others numbers. */
export function tableOf(head: Row, rows: readonly Row[]): string {
  const line = (cells: Row) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, n) => (n === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')
}

/** `median (least–greatest)`, each as `show` shows it. */
export function spread({ median, least, greatest }: Sample, show: (value: number) => string): string {
  return `${show(median)} (${show(least)}–${show(greatest)})`
}

/** 12,345 → `12.3 K`. */
export function thousands(value: number): string {
  return `${(value / 1000).toFixed(value < 100_000 ? 1 : 0)} K`
}

export const whole = (value: number): string => value.toFixed(0)
export const tenths = (value: number): string => value.toFixed(1)
export const hundredths = (value: number): string => value.toFixed(2)
export const times = (value: number): string => `${value.toFixed(2)}×`
