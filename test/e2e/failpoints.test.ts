import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startReceiver } from '../../alerts/io/receiver-for-test.ts'
import { configuration, outliving, told, toldBySeveral } from './alerting.ts'
import { findingsOf } from './asking.ts'
import { inDirectory, start } from './lifespan.ts'
import { post } from './otlp.ts'

const PATIENCE_MS = 240_000
const SOON = { timeout: 60_000, interval: 100 }
const PRELOAD = new URL('./failpoints/preload.ts', import.meta.url).href

/** Between every two steps from a finding that is stored to one that is known to be told. */
const POINTS = [
  'take: before its commit',
  'take: after its commit',
  'request: made',
  'request: sent',
  'request: answered',
  'settle: before its commit',
  'settle: after its commit',
  'note: before its commit',
  'note: after its commit',
]

describe('alerts', () => {
  test('lose none and tell each by one id, wherever between two steps the process dies', { timeout: PATIENCE_MS }, () =>
    inDirectory(async (directory) => {
      const receiver = await startReceiver()
      const data = join(directory, 'data')
      const config = ['--config', await configuration(directory, receiver.url)]
      const died: string[] = []
      try {
        for (const [n, point] of POINTS.entries()) {
          const env = {
            NODE_OPTIONS: `--import ${PRELOAD}`,
            FAILPOINT: point,
            FAILPOINT_NTH: '2',
            FAILPOINT_ORIGIN: new URL(receiver.url).origin,
          }
          const { run, child, ended } = await start('up', data, config, { env })
          // One by one, so that each step is taken more than once.
          for (let id = 0; id < 4 && child.signalCode === null; id++)
            await post(run, outliving(`${n}-${id}`, Date.now())).catch(() => undefined)
          await ended
          if (child.signalCode === 'SIGKILL') died.push(point)
        }
        expect(died).toEqual(POINTS)
        const last = await start('up', data, config)
        const found = (await findingsOf(data, '--open')).map(({ id }) => id)
        expect(found.length).toBeGreaterThanOrEqual(POINTS.length)
        const delivered = () => new Set(receiver.received.map((one) => told(one).finding))
        await expect.poll(() => found.filter((id) => !delivered().has(id)), SOON).toEqual([])
        await last.stop()
        expect(toldBySeveral(receiver.received)).toEqual([])
      } finally {
        await receiver.stop()
      }
    }),
  )
})
