import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findingsOf } from '../e2e/asking.ts'
import { inDirectory, start } from '../e2e/lifespan.ts'
import { ROOT } from '../e2e/shell.ts'
import { npm, pack } from './project.ts'

const PATIENCE_MS = 120_000

describe('the example', () => {
  test('shows a token that outlives its worker', { timeout: PATIENCE_MS }, () =>
    inDirectory(async (directory) => {
      const folder = join(directory, 'example')
      await cp(join(ROOT, 'examples/outliving-token'), folder, {
        recursive: true,
        filter: (source) => !/node_modules|\.tgz$/.test(source),
      })
      await npm(folder, 'install', '--no-save', await pack(directory))
      const data = join(directory, 'data')
      const lifespan = await start('up', data, [], { env: { LIFESPAN_POLICY_GRACE_DEFAULT: '1s' } })
      const env = { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: lifespan.run.otlp, PORT: '0' }
      const broker = spawn(process.execPath, ['broker.js'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] })
      const ended = once(broker, 'exit')
      try {
        const [line] = (await once(broker.stdout.setEncoding('utf8'), 'data')) as [string]
        const worker = await npm(folder, 'run', 'worker', { ...env, BROKER: /http:\S+/.exec(line)![0] })
        const [, token] = /its token (\S+) is good/.exec(worker)!
        const found = async () => (await findingsOf(data)).map(({ rule, subject: { id } }) => [rule, id])
        await expect.poll(found, { timeout: 30_000 }).toEqual([['L01', token]])
      } finally {
        broker.kill('SIGTERM')
        await lifespan.stop()
      }
      expect((await ended)[0]).toBe(0)
    }),
  )

  test('in Python is the program that the trial runs', () => {
    const program = readFileSync(join(ROOT, 'test/trial/python/otlp_grpc.py'), 'utf8')
    expect(readFileSync(join(ROOT, 'docs/from-python.md'), 'utf8')).toContain(
      `\`\`\`python\n${program.trimEnd()}\n\`\`\``,
    )
  })
})
