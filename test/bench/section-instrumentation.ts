import type { ImportFigures } from './instrumentation-import.ts'
import type { InstrumentationFigures } from './instrumentation.ts'
import { repeat, runChild, sampleOf } from './measure.ts'
import { hundredths, spread, tableOf, times, type Section } from './table.ts'

const ROWS: Readonly<Record<string, string>> = {
  bare: '`tracer.startSpan().end()`',
  'bare, four attributes': 'the same with four attributes',
  'off | used': 'a use, where telemetry is off',
  'SDK | used': "a use, by the service's SDK",
  'SDK | used, by its secret': 'the same, by its secret (1 KB)',
  'SDK | used, by its bytes': 'the same, in bytes',
  'SDK | issued': "an issuance, by the service's SDK",
  'SDK | issued, by its secret': 'the same, by its secret (1 KB, each another)',
  'own | used': "a use, by the library's own pipeline",
  'own | used, by its secret': 'the same, by its secret (1 KB)',
  'own | used, by its bytes': 'the same, in bytes',
  'own | issued': "an issuance, by the library's own pipeline",
  'own | issued, by its secret': 'the same, by its secret (1 KB, each another)',
}

/** What a call of the instrumentation library costs beside a bare span of OpenTelemetry's SDK in the same process. */
export async function instrumentationSection(repeats: number): Promise<Section> {
  const runs = await repeat(repeats, () => runChild<InstrumentationFigures>('instrumentation.ts'))
  const rows = Object.entries(ROWS).map(([name, what]) => {
    const cell = (pick: (figures: InstrumentationFigures) => number, show: (value: number) => string) =>
      spread(sampleOf(runs.map(pick)), show)
    return [
      what,
      cell((figures) => figures[name]!, hundredths),
      cell((figures) => figures[name]! / figures['bare']!, times),
    ]
  })
  const calls = tableOf(['call', 'CPU µs', 'against a bare span'], rows)
  return { name: 'instrumentation', table: `${calls}\n\n${await importTable(repeats)}` }
}

async function importTable(repeats: number): Promise<string> {
  const runs = await repeat(repeats, () => runChild<ImportFigures>('instrumentation-import.ts'))
  const cell = (pick: (figures: ImportFigures) => number, show: (value: number) => string) =>
    spread(sampleOf(runs.map(pick)), show)
  const rows = (['require', 'import'] as const).flatMap((way) => [
    [`\`${way}\` of \`@opentelemetry/instrumentation\``, cell((run) => run[way].theirs, hundredths), ''],
    [
      'the library, beyond that',
      cell((run) => run[way].ours, hundredths),
      cell((run) => run[way].ours / run[way].theirs, times),
    ],
  ])
  return tableOf(['loading', 'CPU ms', 'against what stands above'], rows)
}
