import { parseArgs } from 'node:util'
import { writeTable } from './report.ts'
import { adaptersSection } from './section-adapters.ts'
import { alertsSection } from './section-alerts.ts'
import { engineSection } from './section-engine.ts'
import { latencySection, otlpSection } from './section-otlp.ts'
import { instrumentationSection } from './section-instrumentation.ts'
import { startSection } from './section-start.ts'
import { heapSection } from './section-heap.ts'
import { kafkaSection } from './section-kafka.ts'
import type { Section } from './table.ts'

/** `npm run bench`: measures, prints tables, and with `--write` puts them into BENCHMARKS.md. `--only engine,heap` measures a part. */
const { values } = parseArgs({
  options: {
    write: { type: 'boolean', default: false },
    only: { type: 'string', default: 'engine,heap,adapters,otlp-http,latency,start,instrumentation,alerts' },
    repeats: { type: 'string', default: '3' },
    live: { type: 'string', default: '1000000' },
  },
})
const repeats = Number(values.repeats)
const live = Number(values.live)

const sections: Readonly<Record<string, () => Promise<Section>>> = {
  engine: () => engineSection(live, repeats),
  heap: () => heapSection(live),
  adapters: () => adaptersSection(repeats),
  'otlp-http': () => otlpSection(repeats),
  latency: () => latencySection(),
  instrumentation: () => instrumentationSection(repeats),
  alerts: () => alertsSection(repeats),
  start: () => startSection(live, repeats),
  kafka: () => kafkaSection(live, repeats),
}

for (const name of values.only.split(',')) {
  const measure = sections[name]
  if (measure === undefined) throw new Error(`no benchmark ${name}: ${Object.keys(sections).join(', ')}`)
  const section = await measure()
  console.log(`\n${section.name}\n${section.table}`)
  if (values.write) await writeTable(section)
}
