import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { ListedFinding } from '../../queries/findings.ts'
import { inDirectory, lifespan, start } from './lifespan.ts'

const FLEET = fileURLToPath(new URL('../../fleet/main.ts', import.meta.url))

interface Misdeed {
  readonly misdeed: string
  readonly subject: { readonly id: string }
  readonly since: number
  readonly until: number | null
}

/** What the fleet did wrong, as it says itself after it has told all its history. */
async function misdeedsOf(endpoint: string, seed: number): Promise<string[]> {
  const args = [FLEET, '--endpoint', endpoint, '--seed', String(seed), '--history', '2h', '--once', '--json']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = (await text(child.stdout)).split('\n').filter((line) => line.startsWith('{"misdeed"'))
  return lines
    .map((line) => JSON.parse(line) as Misdeed)
    .map(({ misdeed, subject, since, until }) => [misdeed, subject.id, since, until].join(' '))
    .sort()
}

async function foundIn(data: string): Promise<string[]> {
  const { stdout } = await lifespan(['findings', '--json', '--data', data])
  const findings = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ListedFinding)
  const time = (moment: string | null) => (moment === null ? null : Date.parse(moment))
  return findings
    .map(({ rule, subject, since, until }) => [rule, subject.id, time(since), time(until)].join(' '))
    .sort()
}

describe('a fleet with a known number of each misdeed, over OTLP', () => {
  test.each([1, 2])(
    'seed %i: all of them are found, nothing else, and SQL agrees',
    async (seed) => {
      await inDirectory(async (data) => {
        const running = await start('up', data)
        const misdeeds = await misdeedsOf(running.run.otlp, seed)
        expect(misdeeds.length).toBeGreaterThan(40)
        await expect.poll(() => foundIn(data), { timeout: 20_000, interval: 1_000 }).toEqual(misdeeds)
        const verified = await lifespan(['verify', '--data', data])
        expect(verified.stdout).toContain(' 0 differences')
        await running.stop()
      })
    },
    120_000,
  )
})
