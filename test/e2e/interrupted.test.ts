import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { accountOf } from './asking.ts'
import { RECORDS } from './cloudtrail.ts'
import { inDirectory, lifespan, start } from './lifespan.ts'
import { ROOT } from './shell.ts'

const MANY = 4_000
/** So many whole records, each of an id of its own. */
const LINES = Array.from({ length: MANY }, (_, n) =>
  JSON.stringify({ ...RECORDS[0], eventID: `00000000-0000-4000-9000-${String(n).padStart(12, '0')}` }),
)
const LOG = `${LINES.join('\n')}\n`

describe('an ingest that is interrupted', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by %s says what is stored, and goes on when it is asked again', async (signal, expected) => {
    await inDirectory(async (data) => {
      const up = await start('up', data)
      const child = spawn(process.execPath, [join(ROOT, 'bin/lifespan.js'), 'ingest', '-', '--data', data])
      const closed = once(child, 'close') as Promise<[number | null]>
      const said = Promise.all([text(child.stdout), text(child.stderr)])
      child.stdin.write(LOG)
      const received = async () => (await accountOf(data, 'cloudtrail')).received
      await expect.poll(received, { timeout: 20_000, interval: 300 }).toBeGreaterThanOrEqual(1_000)
      child.kill(signal)
      const [[code], [stdout, stderr]] = await Promise.all([closed, said])
      expect(code).toBe(expected)
      expect(stdout).toMatch(/^cloudtrail: [1-4]\d{3} received = [1-4]\d{3} accepted/)
      expect(stderr).toMatch(
        /^lifespan ingest: interrupted: what is counted is stored. The same command again goes on/m,
      )
      const again = await lifespan(['ingest', '-', '--data', data], LOG)
      expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining(`${MANY} received`) })
      await up.stop()
    })
  })
})
