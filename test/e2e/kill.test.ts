import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { accountOf, ask } from './asking.ts'
import { inDirectory, lifespan, start } from './lifespan.ts'
import { Outside, spansIn } from './outside.ts'
import { seeded } from './random.ts'
import { ROOT } from './shell.ts'
import { standing, undisturbed } from './undisturbed.ts'

const KILLS = Number(process.env['KILLS'] ?? 20)
const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000)
const LONGEST_LIFE_MS = 1_000
const LONGEST_START_MS = 1_500
/** So often it is killed while it starts, too. */
const KILLED_STARTS = Math.ceil(KILLS / 5)

const ANY_PORT = ['--otlp-port', '0', '--otlp-grpc-port', '0', '--clickhouse-port', '0', '--clickhouse-tcp-port', '0']

const random = seeded(SEED)

/** Sends until the process is killed, by the pid that `run.json` has. */
async function sendAndKill(data: string, outside: Outside): Promise<number> {
  const { run, ended } = await start('up', data)
  let lives = true
  const sending = outside.sendWhile(run.otlp, () => lives)
  const life = Math.floor(random() * LONGEST_LIFE_MS)
  await sleep(life)
  process.kill(run.pid, 'SIGKILL')
  await ended
  lives = false
  await sending
  return life
}

async function killWhileItStarts(data: string): Promise<void> {
  const child = spawn(process.execPath, [join(ROOT, 'bin/lifespan.js'), 'up', '--data', data, ...ANY_PORT], {
    stdio: 'ignore',
  })
  const exited = once(child, 'exit')
  await sleep(random() * LONGEST_START_MS)
  child.kill('SIGKILL')
  await exited
}

describe(`Lifespan, killed ${KILLS} times at random moments of an ingest (SEED=${SEED})`, () => {
  test('loses nothing that it acknowledged, and finds what it finds undisturbed', async () => {
    await inDirectory(async (directory) => {
      const data = join(directory, 'killed')
      const outside = new Outside()
      const lives: number[] = []
      for (let kill = 0; kill < KILLS; kill++) {
        lives.push(await sendAndKill(data, outside))
        if (kill % Math.ceil(KILLS / KILLED_STARTS) === 0) await killWhileItStarts(data)
      }
      const { run, stop } = await start('up', data)
      const acknowledged = outside.acknowledged.flatMap(spansIn)
      const stored = await ask(run, 'SELECT DISTINCT span_id FROM analyst.events FORMAT TSV')
      const durable = new Set(stored.text.split('\n'))
      console.log(`SEED=${SEED}: ${acknowledged.length} spans acknowledged, killed after ${lives.join(', ')} ms`)
      expect(acknowledged.filter((span) => !durable.has(span))).toEqual([])

      await outside.finish(run.otlp)
      expect(outside.acknowledged.toSorted((one, other) => one - other)).toEqual([...Array(outside.made).keys()])
      const { received, accepted, ignored, rejected } = await accountOf(data, 'otlp')
      expect(received).toBe(accepted + ignored + rejected)
      expect(rejected).toBe(0)
      expect(accepted).toBeGreaterThanOrEqual(acknowledged.length)
      await stop()

      const found = await standing(data)
      expect(found.length).toBeGreaterThan(outside.made)
      expect(found).toEqual(await undisturbed(join(directory, 'undisturbed'), outside.made))
      const { code, stdout } = await lifespan(['verify', '--data', data])
      expect([code, stdout]).toEqual([0, expect.stringContaining(' 0 differences')])
    })
  }, 400_000)
})
