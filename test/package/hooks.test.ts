import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ask } from '../e2e/asking.ts'
import { inDirectory, start } from '../e2e/lifespan.ts'
import { HOOKED, TOLD } from './hooked.ts'
import { npm, pack, run, type Form } from './project.ts'

const PATIENCE_MS = 240_000
const SDKS: Readonly<Record<'2' | '3', readonly string[]>> = {
  '3': ['@opentelemetry/api@1.10.0', '@opentelemetry/sdk-node@0.301.0'],
  '2': ['@opentelemetry/api@1.9.0', '@opentelemetry/sdk-node@0.223.0'],
}
/** Libraries at both ends of what is supported; from 6 on jose has no CommonJS of its own. */
const OLDEST = ['jose@5.0.0', 'jsonwebtoken@8.0.0']
const NEWEST = ['jose@6.2.17', 'jsonwebtoken@9.0.3']

const PROJECTS: readonly (readonly [form: Form, sdk: '2' | '3', libraries: readonly string[]])[] = [
  ['module', '3', NEWEST],
  ['commonjs', '3', NEWEST],
  ['module', '2', OLDEST],
  ['commonjs', '2', OLDEST],
]

describe('libraries that are observed', () => {
  test.each(PROJECTS)(
    'in a project of the form %s, with SDK %s: %o',
    { timeout: PATIENCE_MS },
    (form, sdk, libraries) =>
      inDirectory(async (directory) => {
        const data = join(directory, 'data')
        const folder = join(directory, 'service')
        await mkdir(folder)
        await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'service', private: true, type: form }))
        await writeFile(join(folder, 'service.js'), HOOKED[form])
        await npm(folder, 'install', '--no-audit', '--no-fund', await pack(directory), ...SDKS[sdk], ...libraries)
        const lifespan = await start('up', data)
        try {
          const env = { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: lifespan.run.otlp }
          const hooked = ['--import', '@lifespan/instrumentation/register', 'service.js']
          const { stdout, stderr } = await run(process.execPath, hooked, { cwd: folder, env })
          expect(stdout + stderr).toBe('')
          const query = `SELECT credential_id, type, outcome FROM analyst.events WHERE credential_id != '' ORDER BY credential_id, type FORMAT JSONCompactEachRow`
          const { text } = await ask(lifespan.run, query)
          expect(text.split('\n').map((line) => JSON.parse(line) as unknown)).toEqual(TOLD)
        } finally {
          await lifespan.stop()
        }
      }),
  )
})
