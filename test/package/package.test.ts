import { globSync, statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findingsOf } from '../e2e/asking.ts'
import { inDirectory, start } from '../e2e/lifespan.ts'
import { install, pack, serve, type Form } from './project.ts'

const PATIENCE_MS = 180_000
/** Installed, without what it depends on. */
const LARGEST = 100 * 1_024

/** Projects, and the versions of OpenTelemetry's SDK that they have. */
const PROJECTS: readonly (readonly [form: Form, version: string, packages: readonly string[]])[] = [
  ['module', '3', ['@opentelemetry/api@1.10.0', '@opentelemetry/sdk-node@0.301.0']],
  ['commonjs', '2', ['@opentelemetry/api@1.9.0', '@opentelemetry/sdk-node@0.223.0']],
]

const sizeOf = (folder: string) =>
  globSync('**/*', { cwd: folder })
    .map((file) => statSync(join(folder, file)))
    .reduce((sum, found) => sum + (found.isFile() ? found.size : 0), 0)

describe('the package', () => {
  test(
    'installs, has types, and tells its story, in projects of both forms and with both versions of the SDK',
    { timeout: PATIENCE_MS },
    () =>
      inDirectory(async (directory) => {
        const file = await pack(directory)
        const data = join(directory, 'data')
        const lifespan = await start('up', data)
        const env = { OTEL_EXPORTER_OTLP_ENDPOINT: lifespan.run.otlp, OTEL_LOG_LEVEL: 'warn' }
        const pods: string[] = []
        try {
          for (const [form, version, packages] of PROJECTS) {
            const folder = join(directory, form)
            await mkdir(folder)
            await install(folder, form, [file, ...packages])
            expect(sizeOf(join(folder, 'node_modules/@lifespan'))).toBeLessThan(LARGEST)
            for (const pipeline of ['preset', 'exporter', 'sampler']) {
              const pod = `${form}-${version}-${pipeline}`
              expect(await serve(folder, [pipeline, pod], env)).toBe('')
              pods.push(pod)
            }
          }
          const found = await findingsOf(data)
          expect(found.map(({ rule, subject: { id } }) => [rule, id]).toSorted()).toEqual(
            pods
              .flatMap((pod) => [
                ['L01', `token-of-${pod}`],
                ['L02', `token-of-${pod}`],
              ])
              .toSorted(),
          )
        } finally {
          await lifespan.stop()
        }
      }),
  )
})
