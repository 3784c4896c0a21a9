import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Who may import whom (ARCHITECTURE.md: Folders). Each may import itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  schemas: [],
  redaction: [],
  clickhouse: ['schemas'],
  log: ['schemas', 'clickhouse'],
  collector: ['schemas', 'log', 'redaction'],
  correlator: ['schemas', 'log', 'clickhouse'],
  queries: ['schemas', 'clickhouse'],
  instrumentation: ['redaction'],
  alerts: ['schemas'],
  fleet: ['instrumentation'],
  cli: ['schemas', 'clickhouse', 'log', 'collector', 'correlator', 'queries', 'alerts'],
}

/** Packages that a folder may import; `node:` is held by the types of pure folders and by lint. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  schemas: ['zod'],
  redaction: [],
  clickhouse: ['@clickhouse/client', 'ffi-rs'],
  log: ['kafkajs', 'lz4js', 'snappyjs'],
  collector: ['zod', 'yaml', 'kafkajs'],
  correlator: [],
  queries: ['@clickhouse/client'],
  // rolldown puts the package together, and is not in it.
  instrumentation: ['@opentelemetry/api', '@opentelemetry/instrumentation', 'rolldown'],
  alerts: ['ipaddr.js', 'jose', 'standardwebhooks', 'undici'],
  fleet: ['@opentelemetry'],
  cli: ['@opentelemetry', 'commander', 'kafkajs', 'picocolors', 'prom-client'],
}

const IMPORT =
  /^\s*(?:import|export)\b[^'"]*?from\s+['"]([^'"]+)['"]|^\s*import\s+['"]([^'"]+)['"]|\bimport\(['"]([^'"]+)['"]\)/gm

/** Every import of a folder's files, tests left out, as [file, what]. */
function importsOf(folder: string): [file: string, imported: string][] {
  return globSync(`${folder}/**/*.ts`, { cwd: ROOT })
    .filter(
      (file) => !/\.test\.ts$|\/(testing|test)\/|test-engine|fixtures|canaries|-for-test|test-[a-z]+\.ts$/.test(file),
    )
    .flatMap((file) =>
      [...readFileSync(join(ROOT, file), 'utf8').matchAll(IMPORT)].map((match): [string, string] => [
        file,
        match[1] ?? match[2] ?? match[3]!,
      ]),
    )
}

function isAllowed(folder: string, file: string, imported: string): boolean {
  if (imported.startsWith('node:')) return true
  if (!imported.startsWith('.'))
    return PACKAGES[folder]!.some((name) => imported === name || imported.startsWith(`${name}/`))
  const target = relative(ROOT, join(ROOT, dirname(file), imported)).split(sep)[0]!
  return target === folder || MAY_IMPORT[folder]!.includes(target)
}

describe('the import table of ARCHITECTURE.md holds', () => {
  test.each(Object.keys(MAY_IMPORT))('%s imports what it may, and nothing else', (folder) => {
    const imports = importsOf(folder)
    expect(imports.length).toBeGreaterThan(0)
    expect(imports.filter(([file, imported]) => !isAllowed(folder, file, imported))).toEqual([])
  })
})
