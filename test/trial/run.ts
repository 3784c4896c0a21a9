import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findingsOf } from '../e2e/asking.ts'
import { inDirectory, start, type Running } from '../e2e/lifespan.ts'

/**
 * `npm run trial`: Lifespan with clients that are not of this repository, in a virtual environment under the system's folder for temporary
 * files. It needs python3 and a package registry, so it is no part of `npm test`.
 */
const HERE = import.meta.dirname
const PATIENCE_MS = 15_000
const WANTED = 'L01 L02'

await inDirectory(async (directory) => {
  const python = join(directory, 'venv/bin/python')
  quietly('python3', ['-m', 'venv', join(directory, 'venv')])
  quietly(python, ['-m', 'pip', 'install', '--quiet', '--requirement', join(HERE, 'requirements.txt')])
  const data = join(directory, 'data')
  const up = await start('up', data)
  try {
    for (const compression of ['', 'gzip']) await tryOtlpGrpc(up, python, compression, data)
  } finally {
    await up.stop()
  }
})

/** Python's own exporter over gRPC: what it sends must be found. */
async function tryOtlpGrpc({ run }: Running, python: string, compression: string, data: string): Promise<void> {
  const pod = `pod-${compression || 'plain'}`
  // Python's does not know the `none` of OpenTelemetry's specification.
  const compressed = compression === '' ? {} : { OTEL_EXPORTER_OTLP_COMPRESSION: compression }
  quietly(python, [join(HERE, 'otlp_grpc.py'), pod], { OTEL_EXPORTER_OTLP_ENDPOINT: run.otlpGrpc, ...compressed })
  for (const end = Date.now() + PATIENCE_MS; ; await sleep(500)) {
    const found = await rulesOf(data, `token-of-${pod}`)
    if (found !== WANTED && Date.now() < end) continue
    console.log(`Python's exporter over gRPC, ${pod}: ${found || 'nothing found'}`)
    if (found !== WANTED) process.exitCode = 1
    return
  }
}

async function rulesOf(data: string, subject: string): Promise<string> {
  const found = await findingsOf(data)
  const rules = found.filter((finding) => finding.subject.id === subject).map(({ rule }) => rule)
  return rules.sort().join(' ')
}

function quietly(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): void {
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, ...env } })
}
